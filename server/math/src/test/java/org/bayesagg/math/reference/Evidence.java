package org.bayesagg.math.reference;

import static org.bayesagg.math.reference.LinearAlgebra.add;

/**
 * What labelled examples add to a posterior: precision blocks H and information vectors η. Gaussian
 * tasks have one block for all vectors; otherwise each vector has its block.
 */
record Evidence(double[][][] precision, double[][] information) {

  static Evidence zero(int blocks, int vectors, int size) {
    return new Evidence(new double[blocks][size][size], new double[vectors][size]);
  }

  Evidence scaled(double factor) {
    return zeroLike().plus(factor, this);
  }

  Evidence plus(Evidence other) {
    return scaled(1).plus(1, other);
  }

  /** The posterior with an isotropic prior: Λ = I/γ + H, mean Λ⁻¹η. */
  Posterior posterior(double priorVariance) {
    Evidence total = scaled(1);
    for (double[][] block : total.precision) {
      for (int i = 0; i < block.length; i++) {
        block[i][i] += 1 / priorVariance;
      }
    }
    return Posterior.of(total);
  }

  /** Only the diagonals of H. */
  Evidence diagonal() {
    Evidence result = scaled(1);
    for (double[][] block : result.precision) {
      for (int i = 0; i < block.length; i++) {
        for (int j = 0; j < block.length; j++) {
          block[i][j] = i == j ? block[i][j] : 0;
        }
      }
    }
    return result;
  }

  private Evidence plus(double factor, Evidence other) {
    for (int b = 0; b < precision.length; b++) {
      for (int i = 0; i < precision[b].length; i++) {
        add(precision[b][i], factor, other.precision[b][i]);
      }
    }
    for (int v = 0; v < information.length; v++) {
      add(information[v], factor, other.information[v]);
    }
    return this;
  }

  private Evidence zeroLike() {
    return zero(precision.length, information.length, information[0].length);
  }
}
