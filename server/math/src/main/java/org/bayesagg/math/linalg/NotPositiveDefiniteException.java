package org.bayesagg.math.linalg;

/** A precision could not be factored even with the largest jitter. Nothing has changed. */
public final class NotPositiveDefiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final double lastJitter;

  /** Names the matrix, for example a task, and the last jitter tried. */
  public NotPositiveDefiniteException(String what, double lastJitter) {
    super(
        "the precision of "
            + what
            + " is not positive definite, even with a jitter of "
            + lastJitter);
    this.what = what;
    this.lastJitter = lastJitter;
  }

  /** The matrix: a task's name. */
  public String what() {
    return what;
  }

  /** The last jitter tried, added to the diagonal. */
  public double lastJitter() {
    return lastJitter;
  }
}
