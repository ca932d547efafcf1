package org.bayesagg.faults.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.PriorRefresh;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * A worker that does nothing wrong: every answer that it gets must be the one that the maths give
 * in its own process, whatever others send.
 */
final class Bystander implements Runnable, AutoCloseable {
  private static final int D = 32;
  private static final int N = 64;
  private static final double BOUND = 1e-5;

  /** Between two steps: what a network takes on its own. */
  private static final long PAUSE_NANOS = 20_000_000;

  private final AggregationClient client;
  private final AggregationSession session;
  private final Engine engine = CpuEngine.create(1);
  private final Aggregator oracle;
  private final Random random = new Random(11);
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean over;
  private volatile Throwable failure;
  private final AtomicLong steps = new AtomicLong();

  Bystander(String target, String token) {
    client = AggregationClient.connect(ClientOptions.builder(target).token(token).build());
    session =
        client.createSession(
            "worker-1",
            SessionOptions.builder(D)
                .task(TaskOptions.gaussian("a", 1))
                .task(TaskOptions.gaussian("b", 1))
                .priorRefresh(PriorRefresh.forgetting(0.95))
                .build());
    AggregationSpec spec =
        AggregationSpec.builder(D)
            .task(TaskSpec.builder("a", LikelihoodKind.GAUSSIAN))
            .task(TaskSpec.builder("b", LikelihoodKind.GAUSSIAN))
            .build();
    oracle = Aggregator.create(spec, engine);
  }

  @Override
  public void run() {
    try {
      while (!over) {
        step();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void step() {
    float[] features = floats(N * D);
    float[][] labels = {floats(N), floats(N)};
    float[][] heads = {floats(D + 1), floats(D + 1)};
    float[] expected =
        oracle
            .step(
                List.of(
                    new Batch(
                        N,
                        features,
                        List.of(part(labels[0], heads[0]), part(labels[1], heads[1])),
                        null)),
                StepOutputs.DIRECTION)
            .shards()
            .get(0)
            .direction();
    long start = System.nanoTime();
    float[] direction =
        session
            .aggregate(
                Contribution.builder("w", 0, steps.get())
                    .features(features)
                    .task(TaskInput.labels("a", labels[0], heads[0]))
                    .task(TaskInput.labels("b", labels[1], heads[1]))
                    .build())
            .direction()
            .floats();
    millis.add((System.nanoTime() - start) / 1e6);
    double most = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(expected[i]));
      off = Math.max(off, Math.abs(expected[i] - direction[i]));
    }
    if (!(off <= BOUND * most)) {
      throw new AssertionError("step " + steps.get() + " is off by " + off / most);
    }
    steps.incrementAndGet();
  }

  private static TaskBatch part(float[] labels, float[] head) {
    return new TaskBatch(new Observation.Dense(labels), null, head);
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Steps that were answered rightly. */
  long steps() {
    return steps.get();
  }

  /** What went wrong; null: nothing. */
  Throwable failure() {
    return failure;
  }

  /** The 99th percentile of the latencies since the last call. */
  double p99() {
    List<Double> sorted;
    synchronized (millis) {
      sorted = new ArrayList<>(millis);
      millis.clear();
    }
    Collections.sort(sorted);
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (0.99 * (sorted.size() - 1)));
  }

  void stop() {
    over = true;
  }

  @Override
  public void close() {
    session.close();
    client.close();
    oracle.close();
    engine.close();
  }
}
