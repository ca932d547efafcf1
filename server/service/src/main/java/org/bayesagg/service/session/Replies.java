package org.bayesagg.service.session;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Answers those who wait for contributions, once the turn is over. */
final class Replies {
  private final SessionContext context;
  private final InFlight inFlight;

  Replies(SessionContext context, InFlight inFlight) {
    this.context = context;
    this.inFlight = inFlight;
  }

  /** A contribution in flight was counted. */
  void counted(Answer answer) {
    Pending pending = inFlight.get(answer.key());
    inFlight.remove(pending);
    complete(pending.first(), answer);
    pending.repeats().forEach(repeat -> again(repeat, answer));
  }

  /** Contributions in flight have failed and may be sent again. */
  void failed(Collection<Pending> failed, Throwable why) {
    for (Pending pending : failed) {
      inFlight.remove(pending);
      inFlight.refused(pending.key());
      fail(pending.first(), why);
      pending.repeats().forEach(repeat -> fail(repeat, why));
    }
  }

  /** The answer to a contribution that had been counted. */
  void again(CompletableFuture<Answer> future, Answer answer) {
    complete(
        future,
        new Answer(
            answer.key(),
            answer.shard(),
            answer.step(),
            true,
            answer.late(),
            answer.countedEpoch(),
            answer.contributions(),
            answer.examples(),
            answer.queueNanos()));
  }

  /** Whoever gets an answer no longer waits, when it sees the answer. */
  private <T> void complete(CompletableFuture<T> future, T value) {
    context
        .outbox()
        .add(
            () -> {
              context.backlog().leave();
              future.complete(value);
            },
            why -> {
              context.backlog().leave();
              future.completeExceptionally(why);
            });
  }

  void fail(CompletableFuture<?> future, Throwable why) {
    context
        .outbox()
        .add(
            () -> {
              context.backlog().leave();
              future.completeExceptionally(Refusal.of(why));
            });
  }
}
