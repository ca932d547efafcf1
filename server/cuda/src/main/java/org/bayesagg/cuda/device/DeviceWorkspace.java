package org.bayesagg.cuda.device;

import java.util.HashMap;
import java.util.Map;

/**
 * Device memory kept under names, grown when more is asked for: what is handed out is valid until
 * the next call with its name, and holds whatever it held before. Not thread-safe.
 */
public final class DeviceWorkspace implements AutoCloseable {
  private final Device device;
  private final Map<String, DeviceMemory> kept = new HashMap<>();

  /** An empty workspace. */
  public DeviceWorkspace(Device device) {
    this.device = device;
  }

  /** Memory of at least {@code bytes}. */
  public long bytes(String name, long bytes) {
    DeviceMemory held = kept.get(name);
    if (held == null || held.bytes() < bytes) {
      if (held != null) {
        kept.remove(name);
        held.close();
      }
      held = device.allocate(bytes, name);
      kept.put(name, held);
    }
    return held.address();
  }

  /** Matrices with padded rows. */
  public Stack stack(String name, boolean wide, int count, int rows, int cols) {
    int ld = Stack.padded(cols);
    long stride = (long) rows * ld;
    long address = bytes(name, stride * count * (wide ? Double.BYTES : Float.BYTES));
    return new Stack(address, wide, count, rows, cols, ld, stride);
  }

  /** So many float64 values. */
  public long doubles(String name, long count) {
    return bytes(name, count * Double.BYTES);
  }

  /** So many float32 values, or 32-bit integers. */
  public long floats(String name, long count) {
    return bytes(name, count * Float.BYTES);
  }

  @Override
  public void close() {
    kept.values().forEach(DeviceMemory::close);
    kept.clear();
  }
}
