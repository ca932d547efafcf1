package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.Status;

/** A run's marks in its stream: where phases end, when the answer is there, when all is done. */
final class RunEvents implements AutoCloseable {
  static final int BEGIN = 0;
  static final int EVIDENCE = 1;
  static final int SUMS = 2;
  static final int ANSWER = 3;
  static final int DONE = 4;

  private final long[] events = new long[DONE + 1];

  RunEvents() {
    long[] event = new long[1];
    for (int e = 0; e < events.length; e++) {
      Status.driver("cuEventCreate", CudaDriver.cuEventCreate(event, 0));
      events[e] = event[0];
    }
  }

  void mark(Lane lane, int event) {
    lane.mark(events[event]);
  }

  /** What follows on a lane waits for an event that may be on another. */
  void before(Lane lane, int event) {
    lane.after(events[event]);
  }

  /** The host waits. */
  void await(int event) {
    Status.driver("cuEventSynchronize", CudaDriver.cuEventSynchronize(events[event]));
  }

  /** Device time between two marks that have passed. */
  long nanos(int from, int to) {
    float[] millis = new float[1];
    Status.driver(
        "cuEventElapsedTime", CudaDriver.cuEventElapsedTime(millis, events[from], events[to]));
    return (long) (millis[0] * 1e6);
  }

  @Override
  public void close() {
    for (long event : events) {
      int unused = CudaDriver.cuEventDestroy(event);
    }
  }
}
