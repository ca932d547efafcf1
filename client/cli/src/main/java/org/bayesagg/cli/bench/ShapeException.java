package org.bayesagg.cli.bench;

/** A text that names no shape. */
final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ShapeException(String text, String problem) {
    super(message(text, problem));
  }

  ShapeException(String text, String problem, Throwable cause) {
    super(message(text, problem), cause);
  }

  private static String message(String text, String problem) {
    return "shape \"" + text + "\": " + problem;
  }
}
