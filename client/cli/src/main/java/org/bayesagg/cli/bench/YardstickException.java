package org.bayesagg.cli.bench;

/** The yardstick did not do what it is run for. */
final class YardstickException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  YardstickException(Shape shape, String problem) {
    super(message(shape, problem));
  }

  YardstickException(Shape shape, String problem, Throwable cause) {
    super(message(shape, problem), cause);
  }

  private static String message(Shape shape, String problem) {
    return "the yardstick, given " + shape + ", " + problem;
  }
}
