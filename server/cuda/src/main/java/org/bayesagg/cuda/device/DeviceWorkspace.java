package org.bayesagg.cuda.device;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Device memory kept under names, grown when more is asked for: what is handed out is valid until
 * the next call with its name, and holds whatever it held before. Not thread-safe.
 */
public final class DeviceWorkspace implements AutoCloseable {
  private final Device device;
  private final Map<String, DeviceMemory> kept = new HashMap<>();
  private final AtomicLong held = new AtomicLong();

  /** An empty workspace. */
  public DeviceWorkspace(Device device) {
    this.device = device;
  }

  /** Bytes above which a step is cut into pieces. */
  public long tile() {
    return device.tile();
  }

  /** Memory of at least {@code bytes}. */
  public long bytes(String name, long bytes) {
    DeviceMemory memory = kept.get(name);
    if (memory == null || memory.bytes() < bytes) {
      if (memory != null) {
        kept.remove(name);
        held.addAndGet(-memory.bytes());
        memory.close();
      }
      memory = device.allocate(bytes, name);
      held.addAndGet(bytes);
      kept.put(name, memory);
    }
    return memory.address();
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

  /** Bytes that are held, for any thread. */
  public long heldBytes() {
    return held.get();
  }

  @Override
  public void close() {
    kept.values().forEach(DeviceMemory::close);
    kept.clear();
    held.set(0);
  }
}
