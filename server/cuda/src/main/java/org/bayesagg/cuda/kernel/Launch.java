package org.bayesagg.cuda.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.Status;

/**
 * Launches kernels in one stream: name, arguments in the order of the kernel's, then the grid.
 * Reused, one launch after another. Not thread-safe.
 */
public final class Launch {
  private static final int MOST_ARGUMENTS = 64;

  private final Kernels kernels;
  private final long stream;
  private final Memory values = new Memory((long) MOST_ARGUMENTS * Long.BYTES);
  private final Memory addresses = new Memory((long) MOST_ARGUMENTS * Long.BYTES);
  private final ByteBuffer slots;
  private final ByteBuffer pointers;

  /** Where the values lie. */
  private final long first;

  private String name = "";
  private int arguments;

  /** 8 bytes each: a number, an address or a member of a structure. */
  private int words;

  /** In a stream. */
  public Launch(Kernels kernels, long stream) {
    this.kernels = kernels;
    this.stream = stream;
    this.slots = values.getByteBuffer(0, values.size()).order(ByteOrder.nativeOrder());
    this.pointers = addresses.getByteBuffer(0, addresses.size()).order(ByteOrder.nativeOrder());
    this.first = Pointer.nativeValue(values);
  }

  /** Begins a launch. */
  public Launch of(String kernel) {
    name = kernel;
    arguments = 0;
    words = 0;
    return this;
  }

  /** Addresses on the device, 0 for none. */
  public Launch at(long... deviceAddresses) {
    for (long address : deviceAddresses) {
      argument();
      slots.putLong(Long.BYTES * words++, address);
    }
    return this;
  }

  /** 32-bit integers. */
  public Launch ints(int... numbers) {
    for (int number : numbers) {
      argument();
      slots.putInt(Long.BYTES * words++, number);
    }
    return this;
  }

  /** 64-bit integers. */
  public Launch longs(long... numbers) {
    return at(numbers);
  }

  /** float64 values. */
  public Launch reals(double... numbers) {
    for (double number : numbers) {
      argument();
      slots.putDouble(Long.BYTES * words++, number);
    }
    return this;
  }

  /** float32 values. */
  public Launch singles(double... numbers) {
    for (double number : numbers) {
      argument();
      slots.putFloat(Long.BYTES * words++, (float) number);
    }
    return this;
  }

  /** One structure, whose members all take 8 bytes. */
  public Launch struct(long... members) {
    argument();
    for (long member : members) {
      slots.putLong(Long.BYTES * words++, member);
    }
    return this;
  }

  private void argument() {
    pointers.putLong(Long.BYTES * arguments++, first + (long) Long.BYTES * words);
  }

  /** A block of threads for each {@code threads} elements, at most as many as a grid pays for. */
  public void elements(long elements) {
    int threads = 256;
    long blocks = Math.min((elements + threads - 1) / threads, 1 << 16);
    grid((int) Math.max(1, blocks), 1, 1, threads, 1);
  }

  /** Launches a grid of blocks of {@code threadsX} × {@code threadsY} threads. */
  public void grid(int x, int y, int z, int threadsX, int threadsY) {
    grid(x, y, z, threadsX, threadsY, 0);
  }

  /** The same with shared memory beside the kernel's own. */
  public void grid(int x, int y, int z, int threadsX, int threadsY, int sharedBytes) {
    if (x == 0 || y == 0 || z == 0) {
      return;
    }
    Status.driver(
        "launch of " + name,
        CudaDriver.cuLaunchKernel(
            kernels.function(name),
            x,
            y,
            z,
            threadsX,
            threadsY,
            1,
            sharedBytes,
            stream,
            Pointer.nativeValue(addresses),
            0));
  }
}
