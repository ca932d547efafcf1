package org.bayesagg.math.likelihood;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes and weights that expectations run over, as tables for engines that integrate elsewhere:
 * the same as here, so that both err alike. Arrays are the caller's own.
 */
public final class QuadratureTables {
  private QuadratureTables() {}

  /**
   * Rules of one kind, one behind the other, from coarse to fine.
   *
   * @param nodes of all rules; [count, dimension] row-major
   * @param weights of all rules
   * @param starts first node of each rule, and the count at the end
   * @param limits what each rule serves up to: see the methods
   */
  public record Table(double[] nodes, double[] weights, int[] starts, double[] limits) {
    /** Rules. */
    public int rules() {
      return starts.length - 1;
    }

    /** Nodes of the largest rule. */
    public int most() {
      int most = 0;
      for (int r = 0; r < rules(); r++) {
        most = Math.max(most, starts[r + 1] - starts[r]);
      }
      return most;
    }
  }

  /** Trapezoid rules for one logit; a rule's limit is its step in deviations. */
  public static Table trapezoid() {
    TrapezoidGrid[] grids = TrapezoidGrid.all();
    List<double[]> nodes = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    double[] steps = new double[grids.length];
    for (int level = 0; level < grids.length; level++) {
      nodes.add(grids[level].nodes());
      weights.add(grids[level].weights());
      steps[level] = TrapezoidGrid.step(level);
    }
    return table(nodes, weights, 1, steps);
  }

  /** The Gauss–Legendre rule for a logit beyond the trapezoid rules; no limit. */
  public static Table legendre() {
    return table(
        List.of(WideLogistic.nodes()),
        List.of(WideLogistic.weights()),
        1,
        new double[] {Double.MAX_VALUE});
  }

  /**
   * Sets of points for the logits of K ≥ 2 contrasts; a set's limit is the largest deviation that
   * it serves: of any direction where K is 2, of a difference of two classes otherwise.
   */
  public static Table logitPoints(int dimension) {
    List<double[]> nodes = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    double[] limits = LogitPoints.limits(dimension);
    for (double limit : limits) {
      // Just below it, lest rounding choose the next.
      double within = limit * (1 - 1e-9);
      LogitPoints points = LogitPoints.of(dimension, within, within);
      nodes.add(points.values());
      weights.add(points.weights());
    }
    return table(nodes, weights, dimension, limits);
  }

  private static Table table(
      List<double[]> nodes, List<double[]> weights, int dimension, double[] limits) {
    int[] starts = new int[weights.size() + 1];
    for (int r = 0; r < weights.size(); r++) {
      starts[r + 1] = starts[r] + weights.get(r).length;
    }
    int count = starts[weights.size()];
    double[] allNodes = new double[count * dimension];
    double[] allWeights = new double[count];
    for (int r = 0; r < weights.size(); r++) {
      int length = weights.get(r).length;
      System.arraycopy(nodes.get(r), 0, allNodes, starts[r] * dimension, length * dimension);
      System.arraycopy(weights.get(r), 0, allWeights, starts[r], length);
    }
    return new Table(allNodes, allWeights, starts, limits.clone());
  }
}
