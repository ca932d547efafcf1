package org.bayesagg.benchmarks;

/** A case could not be measured. */
final class BenchmarkFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
