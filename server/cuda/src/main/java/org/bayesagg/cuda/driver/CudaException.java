package org.bayesagg.cuda.driver;

/** A call of a CUDA library that failed. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** What failed, for people, with the library's own number. */
  public CudaException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The library's number for it. */
  public int code() {
    return code;
  }
}
