package org.bayesagg.cuda.device;

/** A piece of a device's memory, freed by closing it. */
public final class DeviceMemory implements AutoCloseable {
  private final Device device;
  private final long address;
  private final long bytes;
  private boolean closed;

  DeviceMemory(Device device, long address, long bytes) {
    this.device = device;
    this.address = address;
    this.bytes = bytes;
  }

  /** Where it is on the device. */
  public long address() {
    return address;
  }

  /** How large it is. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.free(this);
    }
  }
}
