package org.bayesagg.faults.play;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bayesagg.client.Preset;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.SessionOptionsBuilder;
import org.bayesagg.client.SynchronousSteps;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * A session and all that will be contributed to it.
 *
 * @param id its name
 * @param kind how its workers work together
 * @param seed everything random follows from it
 * @param workers how many
 * @param epochs of each worker
 * @param steps of each epoch
 * @param examples n of each contribution
 * @param featureDim d
 */
public record SessionPlan(
    String id,
    Kind kind,
    long seed,
    int workers,
    int epochs,
    int steps,
    int examples,
    int featureDim) {
  static final int VALUES = 2;
  static final int CLASSES = 3;

  /** Longer than any fault, so that no step of all workers is missed. */
  private static final Duration PATIENT = Duration.ofMinutes(10);

  private static final Duration HASTY = Duration.ofMillis(60);

  /** The names of its workers. */
  public List<String> workerNames() {
    return IntStream.range(0, workers).mapToObj(w -> "w" + w).toList();
  }

  /** Contributions of all its workers. */
  public int contributions() {
    return workers * epochs * steps;
  }

  /** What it is created with. */
  public SessionOptions options() {
    SessionOptionsBuilder builder =
        SessionOptions.builder(featureDim)
            .task(TaskOptions.gaussian("size", VALUES))
            .task(TaskOptions.bernoulli("flag", 1))
            .task(TaskOptions.categorical("kind", CLASSES))
            .preset(kind.paper() ? Preset.PAPER : Preset.ROBUST)
            .maxExamplesPerStep(examples * workers);
    if (kind == Kind.ROBUST_SYNCHRONOUS) {
      builder.synchronous(new SynchronousSteps(workers, workers, PATIENT));
    } else if (kind == Kind.PAPER_SYNCHRONOUS) {
      builder.synchronous(new SynchronousSteps(workers, 1, HASTY));
    }
    return builder.build();
  }

  /** The same for the maths. */
  public AggregationSpec spec() {
    return AggregationSpec.builder(featureDim)
        .task(TaskSpec.builder("size", LikelihoodKind.GAUSSIAN).outputs(VALUES))
        .task(TaskSpec.builder("flag", LikelihoodKind.BERNOULLI).outputs(1))
        .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(CLASSES))
        .preset(
            kind.paper()
                ? org.bayesagg.math.spec.Preset.PAPER
                : org.bayesagg.math.spec.Preset.ROBUST)
        .build();
  }

  /** What a worker contributes at one place. */
  public PlayedStep step(String worker, Place place) {
    return PlayedStep.of(random(worker, place, "data"), examples, featureDim);
  }

  /** How a worker sends what it contributes at one place. */
  Manner manner(String worker, Place place) {
    return Manner.of(random(worker, place, "manner"), kind);
  }

  private Random random(String worker, Place place, String what) {
    long mixed = seed;
    for (Object part : List.of(id, worker, place.epoch(), place.step(), what)) {
      mixed = mixed * 6364136223846793005L + part.hashCode();
    }
    return new Random(mixed ^ (mixed >>> 32));
  }
}
