package org.bayesagg.faults.oracle;

import java.util.ArrayList;
import java.util.List;

/** What was compared, and what was wrong. Not thread-safe. */
public final class Verdict {
  /** The largest error allowed, relative to the largest value. */
  public static final double TOLERANCE = 1e-5;

  private final List<String> problems = new ArrayList<>();
  private long answers;
  private long repeats;
  private long contributions;
  private long steps;
  private long late;
  private long posteriors;
  private double worst;

  void problem(String what) {
    problems.add(what);
  }

  void counted(int answersOfSteps, int repeated, int distinct) {
    answers += answersOfSteps;
    repeats += repeated;
    contributions += distinct;
  }

  void step(boolean isLate) {
    steps++;
    late += isLate ? 1 : 0;
  }

  void posterior() {
    posteriors++;
  }

  /** Compares arrays by their largest value. */
  void compare(String what, double[] expected, double[] got) {
    if (expected.length != got.length) {
      problem(what + ": " + got.length + " values, expected " + expected.length);
      return;
    }
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double difference = Math.abs(expected[i] - got[i]);
      error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
    }
    double relative = error == 0 ? 0 : error / largest;
    worst = Math.max(worst, relative);
    if (!(relative <= TOLERANCE)) {
      problem(String.format("%s: relative error %.3g", what, relative));
    }
  }

  /** Adds another's numbers and problems. */
  public void add(Verdict other) {
    problems.addAll(other.problems);
    answers += other.answers;
    repeats += other.repeats;
    contributions += other.contributions;
    steps += other.steps;
    late += other.late;
    posteriors += other.posteriors;
    worst = Math.max(worst, other.worst);
  }

  /** What was wrong; empty for nothing. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Contributions, each counted once. */
  public long contributions() {
    return contributions;
  }

  /** One line of numbers. */
  public String summary() {
    return String.format(
        "%d contributions in %d steps (%d late), %d answers of which %d repeated, %d posteriors,"
            + " largest relative error %.1e",
        contributions, steps, late, answers, repeats, posteriors, worst);
  }
}
