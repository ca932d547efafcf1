package org.bayesagg.cuda.driver;

/** The device has no room for what a run needs. Nothing was changed. */
public final class DeviceMemoryException extends CudaException {
  private static final long serialVersionUID = 1L;
  private static final int OUT_OF_MEMORY = 2;

  private final long bytes;

  /** For so many bytes. */
  public DeviceMemoryException(String message, long bytes) {
    super(message, OUT_OF_MEMORY);
    this.bytes = bytes;
  }

  /** Bytes that were asked for. */
  public long bytes() {
    return bytes;
  }
}
