package org.bayesagg.cli.quickstart;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.Likelihood;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskInput;

/** Directions that a BayesAgg server computes, one session a run, this process its only worker. */
final class ServiceDirection implements DirectionSource {
  private static final String WORKER = "quickstart";

  private final AggregationClient client;
  private final AggregationSession session;

  /**
   * Creates the session.
   *
   * @param client lent; stays open when the source is closed
   */
  ServiceDirection(AggregationClient client, SessionOptions options) {
    this.client = client;
    session = client.createSession(options);
  }

  @Override
  public CompletableFuture<float[]> direction(Step step) {
    Contribution.Builder contribution =
        Contribution.builder(WORKER, step.epoch(), step.index()).features(step.features());
    for (Head head : step.heads()) {
      contribution.task(input(head, step.labels()));
    }
    return session
        .aggregateAsync(contribution.build())
        .thenApply(answer -> answer.direction().floats());
  }

  private static TaskInput input(Head head, DigitPairs labels) {
    DigitTask task = head.task();
    float[] weights = head.weights().values();
    return task.likelihood() == Likelihood.CATEGORICAL
        ? TaskInput.classes(task.id(), labels.classes(task), weights)
        : TaskInput.labels(task.id(), labels.values(task), weights);
  }

  @Override
  public void finishEpoch(int epoch) {
    session.finishEpoch(WORKER, epoch);
  }

  /** Deletes the session: nobody needs its posterior any more. */
  @Override
  public void close() {
    session.close();
    client.deleteSession(session.id());
  }
}
