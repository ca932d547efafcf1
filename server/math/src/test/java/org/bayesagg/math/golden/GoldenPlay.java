package org.bayesagg.math.golden;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.Maths;
import org.bayesagg.math.Relative;
import org.bayesagg.math.golden.Comparison.Quantity;
import org.bayesagg.math.reference.ReferenceStep;
import org.bayesagg.math.spec.LikelihoodKind;

/** Plays a golden case through a run and compares every array that the case expects. */
public final class GoldenPlay {
  private final GoldenCase golden;
  private final Maths maths;
  private final List<Comparison> comparisons = new ArrayList<>();

  private GoldenPlay(GoldenCase golden, Maths maths) {
    this.golden = golden;
    this.maths = maths;
  }

  /** All comparisons, at least one; {@code maths} must be fresh. */
  public static List<Comparison> play(GoldenCase golden, Maths maths) {
    GoldenPlay play = new GoldenPlay(golden, maths);
    for (int i = 0; i < golden.steps().size(); i++) {
      play.step(i, golden.steps().get(i));
    }
    return play.comparisons;
  }

  private void step(int index, GoldenStep step) {
    if (step.hasBatch()) {
      ReferenceStep answer = maths.step(List.of(step.batch()));
      if (answer.bayesian() != step.kind().equals("bayesian_step")) {
        throw new AssertionError("step " + index + " is bayesian: " + answer.bayesian());
      }
      compare(index, step, answer);
    }
    if (step.endsEpoch()) {
      maths.closeEpoch();
    }
    if (step.kind().equals("epoch_evidence")) {
      comparePrior(index, step);
    }
  }

  private void compare(int index, GoldenStep step, ReferenceStep answer) {
    step.expected("expected_direction")
        .ifPresent(e -> add(index, Quantity.DIRECTION, -1, answer.directions().get(0), e));
    for (int t = 0; t < golden.spec().tasks().size(); t++) {
      int task = t;
      step.expected(t, "expected_gradient_mean")
          .ifPresent(e -> add(index, Quantity.GRADIENT_MEAN, task, answer.means().get(0)[task], e));
      step.expected(t, "expected_gradient_variance")
          .ifPresent(
              e ->
                  add(index, Quantity.GRADIENT_VARIANCE, task, answer.variances().get(0)[task], e));
      step.expected(t, "expected_posterior_mean")
          .ifPresent(
              e -> add(index, Quantity.POSTERIOR_MEAN, task, answer.posteriorMeans()[task], e));
      step.expected(t, "expected_loss")
          .ifPresent(e -> add(index, Quantity.LOSS, task, answer.runningLosses()[task], e));
    }
  }

  private void comparePrior(int index, GoldenStep step) {
    for (int t = 0; t < golden.spec().tasks().size(); t++) {
      int task = t;
      step.expected(t, "expected_prior_mean")
          .ifPresent(e -> add(index, Quantity.PRIOR_MEAN, task, maths.priorMean(task), e));
      step.expected(t, "expected_prior_precision")
          .ifPresent(
              e -> add(index, Quantity.PRIOR_PRECISION, task, maths.priorPrecision(task), e));
    }
  }

  private void add(int index, Quantity quantity, int task, double[] actual, double[] expected) {
    LikelihoodKind kind = task < 0 ? null : golden.spec().tasks().get(task).likelihood();
    double sampling = 0;
    for (int t = 0; t < golden.spec().tasks().size(); t++) {
      if (task < 0 || task == t) {
        sampling = Math.max(sampling, golden.steps().get(index).samplingError(t));
      }
    }
    double error = Relative.error(actual, expected);
    comparisons.add(new Comparison(index, quantity, kind, error, sampling));
  }
}
