package org.bayesagg.cuda.driver;

import org.bayesagg.math.EngineFullException;

/** The device has no room for what a run needs. Nothing was changed. */
public final class DeviceMemoryException extends EngineFullException {
  private static final long serialVersionUID = 1L;

  /** For so many bytes. */
  public DeviceMemoryException(String message, long bytes) {
    super(message, bytes);
  }
}
