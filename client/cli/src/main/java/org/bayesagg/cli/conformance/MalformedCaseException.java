package org.bayesagg.cli.conformance;

/** A folder that is not a golden case. */
final class MalformedCaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedCaseException(String message) {
    super(message);
  }
}
