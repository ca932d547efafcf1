package org.bayesagg.faults.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.RetryPolicy;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.StreamUse;
import org.bayesagg.client.TaskOptions;

/**
 * A worker that does nothing wrong: a step at fixed times, one after another. Latency counts from
 * when a step was due, so that what holds one up counts for those behind it as well; an error is
 * not sent again, so that none is hidden. Between phases its answers are compared with the maths.
 */
final class SteadyWorker implements AutoCloseable {
  private static final String NAME = "w0";
  private static final int BATCHES = 16;

  /** A phase that takes so many times longer than it should is given up. */
  private static final int PATIENCE = 4;

  private final double rate;
  private final List<WorkerBatch> batches = new ArrayList<>();
  private final AggregationClient client;
  private final AggregationSession session;
  private final WorkerOracle oracle;
  private long epoch;
  private long step;

  /**
   * Creates its session.
   *
   * @param rate steps a second
   * @param stream whether steps go over a stream
   */
  SteadyWorker(String target, String token, WorkerShape shape, double rate, boolean stream) {
    this.rate = rate;
    Random random = new Random(1);
    for (int i = 0; i < BATCHES; i++) {
      batches.add(new WorkerBatch(shape, random));
    }
    client =
        AggregationClient.connect(
            ClientOptions.builder(target)
                .token(token)
                .retry(RetryPolicy.none())
                .streamUse(stream ? StreamUse.ALWAYS : StreamUse.AUTO)
                .build());
    session =
        client.createSession(
            "worker-1",
            SessionOptions.builder(shape.featureDim())
                .task(TaskOptions.gaussian(WorkerBatch.TASK, shape.outputs()))
                .maxExamplesPerStep(shape.examples())
                .build());
    oracle = new WorkerOracle(shape);
  }

  /** Ends the warm-up, in which there is no posterior yet. */
  void finishEpoch() {
    var unused = session.finishEpoch(NAME, epoch);
    epoch++;
    oracle.closeEpoch();
  }

  /** Works for so long, and compares what it was answered. */
  WorkerPhase play(double seconds) {
    WorkerPhase phase = new WorkerPhase();
    long start = System.nanoTime();
    long count = Math.max(1, Math.round(seconds * rate));
    long patience = start + (long) (PATIENCE * seconds * 1e9) + TimeUnit.SECONDS.toNanos(1);
    for (long i = 0; i < count && System.nanoTime() < patience; i++) {
      long due = start + (long) (i * 1e9 / rate);
      sleepUntil(due);
      step(phase, due);
    }
    return phase;
  }

  /** Compares the answers since the last time; what is wrong is noted in the phase. */
  void judge(WorkerPhase phase) {
    oracle.judge(phase);
  }

  private void step(WorkerPhase phase, long due) {
    WorkerBatch batch = batches.get((int) (step % BATCHES));
    try {
      float[] direction =
          session.aggregate(batch.contribution(NAME, epoch, step)).direction().floats();
      phase.step(System.nanoTime() - due);
      oracle.answered(batch, direction);
    } catch (AggregationException e) {
      phase.step(System.nanoTime() - due);
      phase.problem(e.code() + " " + e.rawReason() + ": " + e.getMessage());
    }
    step++;
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    session.close();
    client.close();
    oracle.close();
  }
}
