package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(3, 1024, 512, 64, List.of(32), 16, 5e-3);
  private static final DigitData DATA = DigitData.of(DigitImages.load(), SETTINGS, 1);

  private final Training training = new Training(SETTINGS, DATA, 1);

  @Test
  void run_meanOfGradients_learnsEveryTask() {
    RunResult result = training.run(new MeanDirection(EnumSet.allOf(DigitTask.class)), () -> {});

    TestResult first = result.curve().get(0);
    for (DigitTask task : DigitTask.values()) {
      double better = result.last().of(task) - first.of(task);
      assertThat(task.moreIsBetter() ? better : -better).as(task.label()).isPositive();
    }
    assertThat(result.curve()).hasSize(SETTINGS.epochs() + 1);
    assertThat(result.stepsPerSecond()).isPositive();
  }

  @Test
  void run_twice_givesTheSameCurve() {
    Set<DigitTask> tasks = EnumSet.allOf(DigitTask.class);
    assertThat(training.run(new MeanDirection(tasks), () -> {}).curve())
        .isEqualTo(training.run(new MeanDirection(tasks), () -> {}).curve());
  }

  @Test
  void run_anySource_asksOnceAStepAndEndsEveryEpoch() {
    List<String> calls = new ArrayList<>();
    AtomicInteger steps = new AtomicInteger();
    training.run(
        new DirectionSource() {
          @Override
          public CompletableFuture<float[]> direction(Step step) {
            calls.add(step.epoch() + "/" + step.index());
            return CompletableFuture.completedFuture(new float[step.features().length]);
          }

          @Override
          public void finishEpoch(int epoch) {
            calls.add("end " + epoch);
          }

          @Override
          public void close() {}
        },
        steps::incrementAndGet);

    assertThat(steps).hasValue(SETTINGS.steps());
    assertThat(calls).hasSize(SETTINGS.steps() + SETTINGS.epochs());
    assertThat(calls).startsWith("0/0", "0/1").endsWith("2/47", "end 2");
    assertThat(calls.get(16)).isEqualTo("end 0");
  }

  @Test
  void run_directionNotFinite_saysThatItDiverged() {
    assertThatThrownBy(
            () ->
                training.run(
                    new DirectionSource() {
                      @Override
                      public CompletableFuture<float[]> direction(Step step) {
                        float[] bad = new float[step.features().length];
                        Arrays.fill(bad, Float.NaN);
                        return CompletableFuture.completedFuture(bad);
                      }

                      @Override
                      public void finishEpoch(int epoch) {}

                      @Override
                      public void close() {}
                    },
                    () -> {}))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 0, step 1");
  }
}
