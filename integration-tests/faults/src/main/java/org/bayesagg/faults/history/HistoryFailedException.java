package org.bayesagg.faults.history;

/** A history did not come to its end. */
final class HistoryFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryFailedException(String what) {
    super(what);
  }
}
