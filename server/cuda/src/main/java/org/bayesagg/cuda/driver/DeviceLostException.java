package org.bayesagg.cuda.driver;

import org.bayesagg.math.EngineLostException;

/**
 * The device, or this process's hold on it, is gone: every later call would fail too. What runs
 * kept there is lost; they go on from what was kept elsewhere.
 */
public final class DeviceLostException extends EngineLostException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** What failed. */
  public DeviceLostException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The library's number for it. */
  public int code() {
    return code;
  }
}
