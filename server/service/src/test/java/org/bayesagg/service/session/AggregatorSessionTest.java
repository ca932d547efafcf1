package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.SessionException.Reason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry as the server opens it, on the maths that the server runs. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class AggregatorSessionTest {
  private static final int DIM = 6;
  private static final Offset<Float> CLOSE = Offset.offset(1e-5f);
  private static CpuEngine engine;

  private final DefaultSessionRegistry registry =
      DefaultSessionRegistry.open(
          engine,
          SessionStorage.NONE,
          new SessionLimits(4, 1L << 30, 1L << 30, 8, 64),
          2,
          SessionListener.NONE);

  @BeforeAll
  static void startEngine() {
    engine = CpuEngine.create(2);
  }

  @AfterAll
  static void stopEngine() {
    engine.close();
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  private static AggregationSpec spec(PrecisionStructure structure) {
    return AggregationSpec.builder(DIM)
        .preset(Preset.PAPER)
        .reduction(Reduction.MEAN_GLOBAL)
        .task(TaskSpec.builder("price", LikelihoodKind.GAUSSIAN).structure(structure))
        .task(TaskSpec.builder("sold", LikelihoodKind.BERNOULLI))
        .build();
  }

  private static SessionSettings settings(SessionSettings.Synchronous rule) {
    return new SessionSettings(spec(PrecisionStructure.FULL), rule, Duration.ofMinutes(10), 64, 4);
  }

  private static Batch batch(Random random, int examples, boolean price, boolean sold) {
    float[] features = new float[examples * DIM];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    TaskBatch first = price ? task(random, examples, false) : null;
    TaskBatch second = sold ? task(random, examples, true) : null;
    List<TaskBatch> tasks = new ArrayList<>();
    tasks.add(first);
    tasks.add(second);
    return new Batch(examples, features, tasks, null);
  }

  private static TaskBatch task(Random random, int examples, boolean binary) {
    float[] labels = new float[examples];
    float[] head = new float[DIM + 1];
    for (int i = 0; i < examples; i++) {
      labels[i] = binary ? random.nextInt(2) : (float) random.nextGaussian();
    }
    for (int i = 0; i < head.length; i++) {
      head[i] = 0.1f * (float) random.nextGaussian();
    }
    return new TaskBatch(new Observation.Dense(labels), null, head);
  }

  private static Contribution contribution(
      String worker, long epoch, long step, String shard, Batch batch) {
    return new Contribution(
        new ContributionKey(worker, epoch, step),
        shard,
        batch,
        StepOutputs.DIRECTION,
        batch.hashCode(),
        System.nanoTime());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void independent_twoEpochs_equalTheAggregatorInProcess() throws Exception {
    Session session = registry.create("run", "print", settings(null));
    try (Aggregator alone = Aggregator.create(spec(PrecisionStructure.FULL), engine)) {
      Random random = new Random(1);
      for (int epoch = 0; epoch < 2; epoch++) {
        for (int step = 0; step < 3; step++) {
          Batch batch = batch(random, 8, true, true);
          Answer answer = get(session.contribute(contribution("w", epoch, step, "w", batch)));
          StepResult expected = alone.step(List.of(batch), StepOutputs.DIRECTION);

          assertThat(answer.shard().direction())
              .usingComparatorWithPrecision(CLOSE.value)
              .containsExactly(expected.shards().get(0).direction());
          assertThat(answer.step().bayesian()).isEqualTo(epoch > 0);
        }
        assertThat(get(session.finishEpoch("w", epoch)).closed()).isTrue();
        alone.closeEpoch();
      }
      assertThat(get(session.posterior(0, false, false)).mean())
          .usingComparatorWithPrecision(1e-6)
          .containsExactly(alone.posterior(0, false, false).mean());
    }
    assertThat(session.state().tasks().get(0).evidenceCount()).isEqualTo(48);
    assertThat(session.state().bayesian()).isTrue();
  }

  @Test
  void synchronous_tasksOfOneShardOnTwoWorkers_equalOneBatch() throws Exception {
    Session session =
        registry.create(
            "run",
            "print",
            settings(new SessionSettings.Synchronous(3, 3, Duration.ofSeconds(30))));
    Random random = new Random(2);
    Batch whole = batch(random, 8, true, true);
    Batch other = batch(random, 4, true, false);
    List<TaskBatch> price = new ArrayList<>(whole.tasks());
    price.set(1, null);
    List<TaskBatch> sold = new ArrayList<>(whole.tasks());
    sold.set(0, null);
    float[] sameFeatures = whole.features().clone();

    CompletableFuture<Answer> b =
        session.contribute(contribution("b", 0, 0, "s", new Batch(8, sameFeatures, sold, null)));
    CompletableFuture<Answer> c = session.contribute(contribution("c", 0, 0, "r", other));
    CompletableFuture<Answer> a =
        session.contribute(
            contribution("a", 0, 0, "s", new Batch(8, whole.features(), price, null)));

    try (Aggregator alone = Aggregator.create(spec(PrecisionStructure.FULL), engine)) {
      StepResult expected = alone.step(List.of(other, whole), StepOutputs.DIRECTION);
      assertThat(get(c).shard().direction())
          .usingComparatorWithPrecision(CLOSE.value)
          .containsExactly(expected.shards().get(0).direction());
      for (CompletableFuture<Answer> answer : List.of(a, b)) {
        assertThat(get(answer).shard().direction())
            .usingComparatorWithPrecision(CLOSE.value)
            .containsExactly(expected.shards().get(1).direction());
        assertThat(get(answer).examples()).isEqualTo(12);
      }
    }
  }

  @Test
  void synchronous_outputsThatCannotBeHad_failTheirWorkerAlone() throws Exception {
    Session session =
        registry.create(
            "run",
            "print",
            settings(new SessionSettings.Synchronous(2, 2, Duration.ofSeconds(30))));
    Random random = new Random(3);
    CompletableFuture<Answer> good =
        session.contribute(contribution("a", 0, 0, "a", batch(random, 4, true, true)));
    CompletableFuture<Answer> bad =
        session.contribute(
            new Contribution(
                new ContributionKey("b", 0, 0),
                "b",
                batch(random, 4, true, true),
                new StepOutputs(true, true, false, false, false),
                1,
                System.nanoTime()));

    assertThat(failure(bad)).isInstanceOf(InvalidBatchException.class);
    session.contribute(contribution("b", 0, 0, "b", batch(random, 4, true, true)));
    assertThat(get(good).contributions()).isEqualTo(2);
  }

  @Test
  void posterior_inWarmup_isRefused() throws Exception {
    Session session = registry.create("run", "print", settings(null));

    assertThat(failure(session.posterior(0, true, true)))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_PRIOR));
    assertThat(failure(session.predict(0, new float[DIM], 1))).isInstanceOf(SessionException.class);
  }

  @Test
  void create_footprint_fitsAndDiagonalIsSmaller() {
    long full = registry.create("full", "p", settings(null)).footprint().totalBytes();
    SessionSettings diagonal =
        new SessionSettings(spec(PrecisionStructure.DIAGONAL), null, Duration.ofMinutes(10), 64, 4);

    assertThat(registry.create("small", "p", diagonal).footprint().totalBytes())
        .isPositive()
        .isLessThan(full);
  }

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    try {
      get(future);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("completed");
  }
}
