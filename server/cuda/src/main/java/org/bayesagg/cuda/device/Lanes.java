package org.bayesagg.cuda.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.bayesagg.cuda.driver.DeviceLostException;
import org.bayesagg.cuda.kernel.Kernels;

/**
 * A few lanes that all runs of a device share, each step one of them, first come, first served: so
 * no run can crowd out another. Thread-safe.
 */
public final class Lanes implements AutoCloseable {
  private final Device device;
  private final Kernels kernels;
  private final Semaphore free;
  private final Deque<Lane> idle = new ArrayDeque<>();
  private final List<Lane> all = new ArrayList<>();
  private volatile DeviceLostException lost;

  /** At most {@code count} lanes, each made when first needed. */
  public Lanes(Device device, Kernels kernels, int count) {
    this.device = device;
    this.kernels = kernels;
    this.free = new Semaphore(count, true);
  }

  /** Works on a lane, waiting for one if need be. */
  public <T> T with(Function<Lane, T> work) {
    free.acquireUninterruptibly();
    try {
      if (lost != null) {
        throw new DeviceLostException(lost.getMessage(), lost.code());
      }
      device.use();
      Lane lane = take();
      try {
        return work.apply(lane);
      } catch (RuntimeException e) {
        // What it asked for may still be reading the lane's memory, which others will write.
        lane.finishQuietly();
        throw e;
      } finally {
        give(lane);
      }
    } catch (DeviceLostException e) {
      lost = e;
      throw e;
    } finally {
      free.release();
    }
  }

  /** Whether steps can be worked on: false for ever once the device is lost. */
  public boolean usable() {
    return lost == null;
  }

  /** Bytes of the lanes' working memory. */
  public synchronized long heldBytes() {
    return all.stream().mapToLong(lane -> lane.workspace().heldBytes()).sum();
  }

  private synchronized Lane take() {
    Lane lane = idle.poll();
    if (lane == null) {
      lane = Lane.open(device, kernels);
      all.add(lane);
    }
    return lane;
  }

  private synchronized void give(Lane lane) {
    idle.push(lane);
  }

  @Override
  public synchronized void close() {
    device.useToClose();
    all.forEach(Lane::close);
    all.clear();
    idle.clear();
  }
}
