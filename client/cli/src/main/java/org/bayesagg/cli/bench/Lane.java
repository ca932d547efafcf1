package org.bayesagg.cli.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.ElementType;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.client.StepOutput;
import org.bayesagg.client.TaskInput;

/** One worker of one session, and its connection. Not thread-safe. */
final class Lane {
  private final AggregationSession session;
  private final String worker;
  private final ElementType featureType;
  private final List<Batch> batches;
  private Sample sample = new Sample();
  private long epoch;
  private long step;

  /**
   * A worker that has not contributed yet.
   *
   * @param session over a connection of the worker's own
   * @param batches taken in turn
   */
  Lane(AggregationSession session, String worker, ElementType featureType, List<Batch> batches) {
    this.session = session;
    this.worker = worker;
    this.featureType = featureType;
    this.batches = batches;
  }

  /** Sends the next batch and waits for its direction. */
  StepAnswer step() {
    long number = step++;
    return session.aggregate(contribution(worker, number, number));
  }

  /**
   * Sends a step of another worker over the same connection; thread-safe.
   *
   * @param turn which batch; where all workers sent the same one at the same time, the evidence
   *     would be that of a few examples and worse conditioned than any real run's
   */
  CompletableFuture<StepAnswer> begin(String other, long otherStep, long turn) {
    return session.aggregateAsync(contribution(other, otherStep, turn));
  }

  private Contribution contribution(String from, long number, long turn) {
    Batch batch = batches.get((int) (turn % batches.size()));
    Contribution.Builder contribution =
        Contribution.builder(from, epoch, number)
            .features(batch.features())
            .featureType(featureType)
            .include(StepOutput.TIMINGS);
    for (TaskInput task : batch.tasks()) {
      contribution.task(task);
    }
    return contribution.build();
  }

  /** The same, into the sample, with the latency from a time on. */
  void timedStep(long fromNanos) {
    StepAnswer answer = step();
    sample.add(System.nanoTime() - fromNanos, answer.timings());
  }

  /** Ends the running epoch, as its only worker. */
  void finishEpoch() {
    session.finishEpoch(worker, epoch);
  }

  /** Contributes to an epoch from now on. */
  void enter(long next) {
    epoch = next;
    step = 0;
  }

  /** The steps timed since the last call. */
  Sample takeSample() {
    Sample taken = sample;
    sample = new Sample();
    return taken;
  }
}
