package org.bayesagg.cuda.driver;

/**
 * The device, or this process's hold on it, is gone: every later call would fail too. What runs
 * kept there is lost; they go on from what was kept elsewhere.
 */
public final class DeviceLostException extends CudaException {
  private static final long serialVersionUID = 1L;

  /** What failed. */
  public DeviceLostException(String message, int code) {
    super(message, code);
  }
}
