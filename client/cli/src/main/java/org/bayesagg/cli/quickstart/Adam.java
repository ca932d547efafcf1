package org.bayesagg.cli.quickstart;

import java.util.List;

/** Adam (Kingma and Ba, 2015) over a list of parameters, with its usual decays. */
final class Adam {
  private static final float FIRST_DECAY = 0.9f;
  private static final float SECOND_DECAY = 0.999f;
  private static final double EPSILON = 1e-8;

  private final List<Parameter> parameters;
  private final float[][] first;
  private final float[][] second;
  private int steps;

  Adam(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    first = new float[parameters.size()][];
    second = new float[parameters.size()][];
    for (int i = 0; i < first.length; i++) {
      first[i] = new float[parameters.get(i).values().length];
      second[i] = new float[parameters.get(i).values().length];
    }
  }

  /** Moves every parameter against its gradient. */
  void step(double learningRate) {
    steps++;
    float rate = (float) (learningRate / (1 - Math.pow(FIRST_DECAY, steps)));
    float unbias = (float) (1 / (1 - Math.pow(SECOND_DECAY, steps)));
    for (int p = 0; p < first.length; p++) {
      float[] values = parameters.get(p).values();
      float[] gradient = parameters.get(p).gradient();
      float[] m = first[p];
      float[] v = second[p];
      for (int i = 0; i < values.length; i++) {
        float g = gradient[i];
        m[i] = FIRST_DECAY * m[i] + (1 - FIRST_DECAY) * g;
        v[i] = SECOND_DECAY * v[i] + (1 - SECOND_DECAY) * g * g;
        values[i] -= rate * m[i] / (float) (Math.sqrt(v[i] * unbias) + EPSILON);
      }
    }
  }
}
