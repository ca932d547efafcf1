package org.bayesagg.cuda;

/** No GPU can be used where one must be. */
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the first check that failed and what mends it. */
  public EngineUnavailableException(String cause) {
    super("no GPU can be used: " + cause);
  }
}
