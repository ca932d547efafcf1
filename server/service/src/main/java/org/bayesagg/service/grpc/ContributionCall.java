package org.bayesagg.service.grpc;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bayesagg.service.codec.AnswerEncoder;
import org.bayesagg.service.codec.PendingContribution;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.TensorChunk;

/** A contribution on its way from the wire to its session, for one thread. */
final class ContributionCall {
  private final ContributionCalls.Entered entered;
  private final PendingContribution pending;
  private final StepOutputs outputs;
  private final PhaseMetrics phases;
  private final AtomicBoolean used = new AtomicBoolean();
  private long decodeNanos;

  ContributionCall(
      ContributionCalls.Entered entered,
      PendingContribution pending,
      StepOutputs outputs,
      PhaseMetrics phases,
      long decodeNanos) {
    this.entered = entered;
    this.pending = pending;
    this.outputs = outputs;
    this.phases = phases;
    this.decodeNanos = decodeNanos;
  }

  boolean isComplete() {
    return pending.isComplete();
  }

  long bytes() {
    return pending.bytes();
  }

  String missing() {
    return pending.missing();
  }

  void accept(TensorChunk chunk) {
    long start = System.nanoTime();
    pending.accept(chunk);
    decodeNanos += System.nanoTime() - start;
  }

  /** Gives up the place in the queue: the contribution will not be complete. Any thread may. */
  void abandon() {
    if (!used.getAndSet(true)) {
      entered.place().leave();
    }
  }

  /** Hands the complete contribution to its session. Every failure is in the future. */
  CompletableFuture<EncodableAnswer> contribute() {
    try {
      long start = System.nanoTime();
      Contribution contribution = pending.finish();
      if (used.getAndSet(true)) {
        throw new CancellationException("the call has ended");
      }
      long nanos = decodeNanos + System.nanoTime() - start;
      phases.decode(nanos);
      entered.trace().received(contribution.key(), contribution.batch().examples(), nanos);
      return answer(
          entered.place().contribute(contribution),
          new EncodableAnswer.Recipe(
              new AnswerEncoder(entered.session().settings().spec()),
              outputs,
              contribution.batch().examples(),
              nanos,
              phases,
              entered.trace()),
          contribution.arrivalNanos());
    } catch (RuntimeException e) {
      abandon();
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Static, so that what waits for the answer does not hold on to the request's bytes. */
  private static CompletableFuture<EncodableAnswer> answer(
      CompletableFuture<org.bayesagg.service.session.Answer> answer,
      EncodableAnswer.Recipe recipe,
      long queuedAt) {
    return answer.thenApply(
        come -> {
          recipe.phases().contribution(System.nanoTime() - queuedAt);
          recipe.trace().answered(come, queuedAt);
          return new EncodableAnswer(come, recipe);
        });
  }
}
