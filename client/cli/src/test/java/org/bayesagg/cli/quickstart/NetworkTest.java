package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients against central differences of the losses, written anew here in double. */
class NetworkTest {
  private static final int FEATURES = 6;
  private static final float NUDGE = 1e-2f;
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(1, 16, 16, 16, List.of(9), FEATURES, 1e-3);

  private final DigitPairs pairs = DigitData.of(DigitImages.load(), SETTINGS, 1).train();
  private final Network network = Network.create(SETTINGS, pairs, 1);

  @ParameterizedTest
  @EnumSource(DigitTask.class)
  void trunkGradient_oneTask_equalsDifferences(DigitTask task) {
    backward(Set.of(task));

    for (Parameter parameter : network.trunk().parameters()) {
      assertGradient(parameter, Set.of(task));
    }
  }

  @Test
  void trunkGradient_allTasks_equalsDifferences() {
    Set<DigitTask> all = EnumSet.allOf(DigitTask.class);
    backward(all);

    for (Parameter parameter : network.trunk().parameters()) {
      assertGradient(parameter, all);
    }
  }

  @ParameterizedTest
  @EnumSource(DigitTask.class)
  void headGradient_ownLoss_equalsDifferences(DigitTask task) {
    backward(Set.of(task));

    assertGradient(network.head(task).weights(), Set.of(task));
  }

  @Test
  void create_regressionHead_startsAtTheLabelMean() {
    float[] sumHead = network.head(DigitTask.SUM).weights().values();
    double mean = 0;
    for (float label : pairs.sum()) {
      mean += label / pairs.count();
    }
    assertThat((double) sumHead[FEATURES]).isCloseTo(mean, within(1e-5));
  }

  @Test
  void create_sameSeed_givesTheSameWeights() {
    Network again = Network.create(SETTINGS, pairs, 1);
    assertThat(again.trunk().parameters().get(0).values())
        .isEqualTo(network.trunk().parameters().get(0).values());
  }

  private void backward(Set<DigitTask> tasks) {
    int n = pairs.count();
    float[] h = network.trunk().forward(pairs.inputs(), n);
    List<float[]> outputGradients = new ArrayList<>();
    for (Head head : network.heads()) {
      float[] g = head.outputGradients(head.outputs(h, n), pairs);
      head.backward(h, g, n);
      outputGradients.add(g);
    }
    Step step = new Step(0, 0, n, h, pairs, network.heads(), outputGradients);
    try (DirectionSource source = new MeanDirection(tasks)) {
      network.trunk().backward(source.direction(step).join(), n);
    }
  }

  /** Checks the derivative along random vectors: single entries are lost in float rounding. */
  private void assertGradient(Parameter parameter, Set<DigitTask> tasks) {
    float[] gradient = parameter.gradient().clone();
    float[] saved = parameter.values().clone();
    Random random = new Random(5);
    for (int trial = 0; trial < 5; trial++) {
      double[] along = random.doubles(saved.length, -1, 1).toArray();
      double norm = Math.sqrt(dot(along, along));
      double expected = 0;
      for (int i = 0; i < saved.length; i++) {
        expected += gradient[i] * along[i] / norm;
      }
      double up = lossAt(parameter, saved, along, NUDGE / norm, tasks);
      double down = lossAt(parameter, saved, along, -NUDGE / norm, tasks);
      System.arraycopy(saved, 0, parameter.values(), 0, saved.length);
      double scale = Math.max(1, magnitude(gradient));
      assertThat((up - down) / (2 * NUDGE)).isCloseTo(expected, within(2e-3 * scale));
    }
    assertThat(magnitude(gradient)).isGreaterThan(1e-3);
  }

  private double lossAt(
      Parameter parameter, float[] base, double[] along, double by, Set<DigitTask> tasks) {
    for (int i = 0; i < base.length; i++) {
      parameter.values()[i] = (float) (base[i] + by * along[i]);
    }
    int n = pairs.count();
    float[] h = network.trunk().forward(pairs.inputs(), n);
    double total = 0;
    for (Head head : network.heads()) {
      if (tasks.contains(head.task())) {
        float[] z = head.outputs(h, n);
        for (int i = 0; i < n; i++) {
          total += loss(head.task(), z, i) / n;
        }
      }
    }
    return total;
  }

  private double loss(DigitTask task, float[] z, int i) {
    return switch (task) {
      case LEFT, RIGHT -> {
        double sum = 0;
        for (int c = 0; c < 10; c++) {
          sum += Math.exp(z[i * 10 + c]);
        }
        yield Math.log(sum)
            - z[i * 10 + (task == DigitTask.LEFT ? pairs.left() : pairs.right())[i]];
      }
      case LARGER -> Math.log1p(Math.exp(z[i])) - pairs.larger()[i] * z[i];
      case SUM -> Math.pow(z[i] - pairs.sum()[i], 2);
    };
  }

  private static double magnitude(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
