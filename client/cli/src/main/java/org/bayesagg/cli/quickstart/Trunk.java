package org.bayesagg.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The shared part of the network: pixels to features through ReLU layers and a last tanh layer. */
final class Trunk {
  private final List<DenseLayer> layers = new ArrayList<>();

  /**
   * Draws the initial weights.
   *
   * @param inputs width of the input
   * @param hidden widths of the hidden layers
   * @param features d, the width of the features
   */
  Trunk(int inputs, List<Integer> hidden, int features, Random random) {
    int width = inputs;
    for (int next : hidden) {
      layers.add(new DenseLayer(width, next, DenseLayer.Activation.RELU, random));
      width = next;
    }
    layers.add(new DenseLayer(width, features, DenseLayer.Activation.TANH, random));
  }

  /** What Adam updates. */
  List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** The features h [n, d] of an input [n, in]. */
  float[] forward(float[] input, int n) {
    float[] x = input;
    for (DenseLayer layer : layers) {
      x = layer.forward(x, n);
    }
    return x;
  }

  /** Sets the gradients of all parameters from the direction dL/dh [n, d] of the last forward. */
  void backward(float[] direction, int n) {
    float[] gradient = direction;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient = layers.get(i).backward(gradient, n, i > 0);
    }
  }
}
