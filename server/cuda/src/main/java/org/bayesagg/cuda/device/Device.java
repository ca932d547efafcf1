package org.bayesagg.cuda.device;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.DeviceInfo;
import org.bayesagg.cuda.driver.DeviceMemoryException;
import org.bayesagg.cuda.driver.Status;

/**
 * One device in use by this process: its context, and its memory with an account of it.
 * Thread-safe; a thread calls {@link #use} before it works.
 */
public final class Device implements AutoCloseable {
  private final DeviceInfo info;
  private final long context;
  private final long budget;
  private final long tile;
  private final AtomicLong open = new AtomicLong();

  private Device(DeviceInfo info, long context, long budget, long tile) {
    this.info = info;
    this.context = context;
    this.budget = budget;
    this.tile = tile;
  }

  /**
   * Takes a device into use.
   *
   * @param budget tells, once the device is in use, how many bytes may be allocated at the same
   *     time where {@code asked} is wanted
   * @param tile bytes of working memory above which a step is cut into pieces
   */
  public static Device open(DeviceInfo info, LongUnaryOperator budget, long asked, long tile) {
    long[] context = new long[1];
    Status.driver(
        "cuDevicePrimaryCtxRetain", CudaDriver.cuDevicePrimaryCtxRetain(context, info.ordinal()));
    Status.driver("cuCtxSetCurrent", CudaDriver.cuCtxSetCurrent(context[0]));
    return new Device(info, context[0], budget.applyAsLong(asked), tile);
  }

  /** What it is. */
  public DeviceInfo info() {
    return info;
  }

  /** Makes its context this thread's. */
  public void use() {
    Status.driver("cuCtxSetCurrent", CudaDriver.cuCtxSetCurrent(context));
  }

  /** The same for closing, where a device that is lost is no failure. */
  public void useToClose() {
    int unused = CudaDriver.cuCtxSetCurrent(context);
  }

  /** Bytes that are allocated. */
  public long openBytes() {
    return open.get();
  }

  /** Bytes of working memory above which a step is cut into pieces. */
  public long tile() {
    return tile;
  }

  /** Bytes that may be allocated at the same time. */
  public long budget() {
    return budget;
  }

  /**
   * Memory with whatever it held before.
   *
   * @param what it is for, as errors name it
   * @throws DeviceMemoryException if the budget or the device has no room
   */
  DeviceMemory allocate(long bytes, String what) {
    if (open.addAndGet(bytes) > budget) {
      open.addAndGet(-bytes);
      throw full(bytes, what, "the budget of " + budget + " bytes");
    }
    long[] address = new long[1];
    try {
      Status.driver("cuMemAlloc", CudaDriver.cuMemAlloc(address, Math.max(bytes, 1)));
    } catch (DeviceMemoryException e) {
      open.addAndGet(-bytes);
      throw full(bytes, what, "its free memory");
    } catch (RuntimeException e) {
      open.addAndGet(-bytes);
      throw e;
    }
    return new DeviceMemory(this, address[0], bytes);
  }

  private DeviceMemoryException full(long bytes, String what, String limit) {
    return new DeviceMemoryException(
        String.format(
            "%s: %d bytes for %s are more than is left of %s; %d bytes are in use",
            info.name(), bytes, what, limit, open.get()),
        bytes);
  }

  /** Frees memory, unless the device is lost and has none any more. */
  void free(DeviceMemory memory) {
    open.addAndGet(-memory.bytes());
    // A failure here tells of something before it, which its own call reports.
    int unused = CudaDriver.cuMemFree(memory.address());
  }

  @Override
  public void close() {
    int unused = CudaDriver.cuDevicePrimaryCtxRelease(info.ordinal());
  }
}
