package org.bayesagg.cli.quickstart;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One fully connected layer of the trunk: activation(x W + b), W [in, out]. Keeps its last input
 * and output for the way back. Not thread-safe.
 */
final class DenseLayer {
  /** What follows the affine part. */
  enum Activation {
    /** max(0, z): for hidden layers. */
    RELU,
    /** tanh(z): for the features, so that they stay within [-1, 1]. */
    TANH
  }

  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final Parameter weights;
  private final Parameter bias;
  private float[] input;
  private float[] output;

  /** Draws the weights from N(0, 2 / inputs); the bias is zero. */
  DenseLayer(int inputs, int outputs, Activation activation, Random random) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    weights = new Parameter(inputs * outputs);
    bias = new Parameter(outputs);
    weights.fillGaussian(random, Math.sqrt(2.0 / inputs));
  }

  /** The width of the output. */
  int outputs() {
    return outputs;
  }

  /** What Adam updates. */
  List<Parameter> parameters() {
    return List.of(weights, bias);
  }

  /** The output [n, out] for an input [n, in], which is kept until {@link #backward}. */
  float[] forward(float[] x, int n) {
    input = x;
    output = new float[n * outputs];
    for (int i = 0; i < n; i++) {
      System.arraycopy(bias.values(), 0, output, i * outputs, outputs);
    }
    Products.addProduct(x, weights.values(), output, n, inputs, outputs);
    for (int i = 0; i < output.length; i++) {
      output[i] =
          activation == Activation.RELU ? Math.max(0, output[i]) : (float) Math.tanh(output[i]);
    }
    return output;
  }

  /**
   * Sets the gradients of the parameters and returns that of the input.
   *
   * @param outputGradient dL/doutput [n, out]
   * @param inputNeeded false for the first layer, whose input gradient nobody uses
   * @return dL/dinput [n, in]; null where not needed
   */
  float[] backward(float[] outputGradient, int n, boolean inputNeeded) {
    float[] inner = new float[outputGradient.length];
    for (int i = 0; i < inner.length; i++) {
      float y = output[i];
      inner[i] = outputGradient[i] * (activation == Activation.RELU ? (y > 0 ? 1 : 0) : 1 - y * y);
    }
    Arrays.fill(weights.gradient(), 0);
    Products.addTransposedProduct(input, inner, weights.gradient(), n, inputs, outputs);
    Arrays.fill(bias.gradient(), 0);
    for (int i = 0; i < inner.length; i++) {
      bias.gradient()[i % outputs] += inner[i];
    }
    if (!inputNeeded) {
      return null;
    }
    float[] inputGradient = new float[n * inputs];
    float[] turned = Products.transposed(weights.values(), inputs, outputs);
    Products.addProduct(inner, turned, inputGradient, n, outputs, inputs);
    return inputGradient;
  }
}
