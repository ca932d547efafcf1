package org.bayesagg.math.scenario;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;

/** Random runs of every choice, structure, scale and shape. */
public final class Scenarios {
  private static final PriorRefresh EXACT_EPOCH = new PriorRefresh.ExactEpoch(100_000);

  private Scenarios() {}

  /** Runs whose moments the product computes without sampling: at most two classes. */
  public static final class Unsampled implements ArbitrarySupplier<Scenario> {
    @Override
    public Arbitrary<Scenario> get() {
      return scenarios(tasks(kinds(), 1, 2), dataShapes(1, 24, Arbitraries.of(1.0, 0.1, 4.0)));
    }
  }

  /**
   * Runs with one task of three to five classes among others. Prior and features keep the logits'
   * deviations at most about 1: sampled moments are no better than the points where they are wide.
   */
  public static final class ManyClasses implements ArbitrarySupplier<Scenario> {
    @Override
    public Arbitrary<Scenario> get() {
      return Combinators.combine(
              tasks(kinds(), 0, 1),
              task(Arbitraries.of(LikelihoodKind.CATEGORICAL), 3, 5, Arbitraries.of(0.05, 0.001)))
          .as(Scenarios::joined)
          .flatMap(
              tasks ->
                  scenarios(Arbitraries.just(tasks), dataShapes(2, 8, Arbitraries.of(1.0, 0.1))));
    }
  }

  /** Unsampled runs with hard labels in one shard, all labelled and of weight 1. */
  public static final class Plain implements ArbitrarySupplier<Scenario> {
    @Override
    public Arbitrary<Scenario> get() {
      return scenarios(tasks(kinds(), 1, 3), plainData());
    }
  }

  /** {@link Plain} with several shards. */
  public static final class Sharded implements ArbitrarySupplier<Scenario> {
    @Override
    public Arbitrary<Scenario> get() {
      return scenarios(
          tasks(kinds(), 1, 2),
          Arbitraries.integers()
              .between(8, 24)
              .map(n -> new DataShape(n, 3, 1, DataShape.Labels.HARD, true, true, true, false)));
    }
  }

  private static Arbitrary<LikelihoodKind> kinds() {
    return Arbitraries.of(LikelihoodKind.class);
  }

  private static Arbitrary<List<TaskChoice>> tasks(
      Arbitrary<LikelihoodKind> kinds, int least, int most) {
    return task(kinds, 1, 2, Arbitraries.of(0.05, 0.001, 1.0))
        .list()
        .ofMinSize(least)
        .ofMaxSize(most);
  }

  private static Arbitrary<TaskChoice> task(
      Arbitrary<LikelihoodKind> kinds, int least, int most, Arbitrary<Double> priorVariances) {
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(least, most),
            Arbitraries.of(true, false).injectNull(0.5),
            priorVariances,
            Arbitraries.of(1.0, 0.1, 3.0),
            Arbitraries.of(0.5, 0.0, 1.0, 0.3),
            Arbitraries.of(PrecisionStructure.class))
        .as(TaskChoice::new);
  }

  private static List<TaskChoice> joined(List<TaskChoice> tasks, TaskChoice last) {
    List<TaskChoice> all = new ArrayList<>(tasks);
    all.add(last);
    return all;
  }

  private static Arbitrary<Choices> choices() {
    Arbitrary<Choices.Weighing> weighings =
        Combinators.combine(
                Arbitraries.of(WeightStatistic.class),
                Arbitraries.of(VariancePooling.class),
                Arbitraries.of(WeightGranularity.class),
                Arbitraries.of(WeightNormalisation.class))
            .as(Choices.Weighing::new);
    return Combinators.combine(
            Arbitraries.of(GradientCentre.class),
            Arbitraries.of(1.0, 0.0, 3.0, 10.0),
            weighings,
            Arbitraries.of(false, true),
            Arbitraries.of(
                new PriorRefresh.StreamingEpoch(), EXACT_EPOCH, new PriorRefresh.Forgetting(0.9)),
            Arbitraries.of(1, 2),
            Arbitraries.of(Reduction.class),
            Arbitraries.of(1, 3))
        .as(Choices::new);
  }

  private static Arbitrary<DataShape> dataShapes(
      int fewest, int most, Arbitrary<Double> featureScales) {
    return Combinators.combine(
            Arbitraries.integers().between(fewest, most),
            Arbitraries.of(1, 2),
            featureScales,
            Arbitraries.of(DataShape.Labels.class),
            Arbitraries.of(false, true),
            Arbitraries.of(false, true),
            Arbitraries.of(false, true),
            Arbitraries.of(false, true))
        .as(DataShape::new);
  }

  private static Arbitrary<DataShape> plainData() {
    return Combinators.combine(Arbitraries.integers().between(2, 24), Arbitraries.of(1.0, 0.1))
        .as(
            (n, scale) ->
                new DataShape(n, 1, scale, DataShape.Labels.HARD, false, false, false, false));
  }

  private static Arbitrary<Scenario> scenarios(
      Arbitrary<List<TaskChoice>> tasks, Arbitrary<DataShape> data) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20),
            tasks,
            choices(),
            data,
            Arbitraries.longs().between(0, 1_000_000))
        .as(Scenarios::scenario);
  }

  /**
   * A run of this specification: two shards a step, of {@code examples} and fewer, with own heads,
   * missing labels, example weights and tasks that the second shard may lack.
   *
   * @param steps of each epoch
   */
  public static Scenario of(AggregationSpec spec, int examples, int seed, int... steps) {
    DataShape data = new DataShape(examples, 2, 1, DataShape.Labels.HARD, true, true, true, true);
    RandomBatches batches = new RandomBatches(spec, data, seed);
    List<List<List<Batch>>> epochs = new ArrayList<>();
    for (int count : steps) {
      List<List<Batch>> epoch = new ArrayList<>();
      for (int s = 0; s < count; s++) {
        epoch.add(batches.step());
      }
      epochs.add(epoch);
    }
    return new Scenario(spec, epochs, spec + " seed " + seed);
  }

  private static Scenario scenario(
      int featureDim, List<TaskChoice> tasks, Choices choices, DataShape data, long seed) {
    AggregationSpec spec = choices.spec(featureDim, tasks);
    RandomBatches batches = new RandomBatches(spec, data, seed);
    List<List<List<Batch>>> epochs = new ArrayList<>();
    for (int e = 0; e < spec.warmupEpochs() + 2; e++) {
      epochs.add(List.of(batches.step(), batches.step()));
    }
    return new Scenario(spec, epochs, spec + " " + data + " seed " + seed);
  }
}
