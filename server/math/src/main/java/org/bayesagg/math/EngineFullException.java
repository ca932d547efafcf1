package org.bayesagg.math;

/** An engine has no memory for what a run needs; nothing was changed. */
public class EngineFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long bytes;

  /** With how much was asked for. */
  public EngineFullException(String message, long bytes) {
    super(message);
    this.bytes = bytes;
  }

  /** Bytes that were asked for. */
  public long bytes() {
    return bytes;
  }
}
