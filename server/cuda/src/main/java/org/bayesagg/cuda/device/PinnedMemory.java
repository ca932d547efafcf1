package org.bayesagg.cuda.device;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.Status;

/**
 * Host memory that the device reads and writes by itself, at the full speed of its link; kept from
 * step to step and grown when more is asked for. Not thread-safe.
 */
public final class PinnedMemory implements AutoCloseable {
  private static final int PORTABLE = 1;

  private long address;
  private ByteBuffer buffer;

  /** Room for so many bytes, at most {@link Integer#MAX_VALUE}; what it held is gone. */
  public ByteBuffer reserve(long bytes) {
    if (buffer == null || buffer.capacity() < bytes) {
      close();
      long[] at = new long[1];
      long size = Math.max(bytes, 1);
      Status.driver("cuMemHostAlloc", CudaDriver.cuMemHostAlloc(at, size, PORTABLE));
      address = at[0];
      buffer = new Pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    }
    buffer.clear();
    return buffer;
  }

  /** Where it is, for the device. */
  public long address() {
    return address;
  }

  /** The memory of the last {@link #reserve}. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Bytes that are taken. */
  public long bytes() {
    return buffer == null ? 0 : buffer.capacity();
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer = null;
      int unused = CudaDriver.cuMemFreeHost(address);
    }
  }
}
