package org.bayesagg.faults.abuse;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What is attacked, and for how long.
 *
 * @param port of gRPC
 * @param httpPort of metrics and page
 * @param over whether it is enough
 */
record Target(int port, int httpPort, BooleanSupplier over) {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  boolean isOver() {
    return over.getAsBoolean();
  }

  /** For abuse that goes on by itself. */
  void awaitOver() {
    while (!isOver()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
