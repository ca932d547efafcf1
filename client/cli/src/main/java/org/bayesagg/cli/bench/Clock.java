package org.bayesagg.cli.bench;

import java.util.concurrent.locks.LockSupport;

/** Time as the paces see it. */
interface Clock {
  /** The machine's. */
  Clock SYSTEM =
      new Clock() {
        /** Parking wakes up late by about this much: the rest is spent awake. */
        private static final long AWAKE_NANOS = 60_000;

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) {
          long left = nanos - System.nanoTime();
          while (left > 0) {
            if (left > AWAKE_NANOS) {
              LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
              Thread.onSpinWait();
            }
            left = nanos - System.nanoTime();
          }
        }
      };

  /** The machine's, late by some ten microseconds, and without any time spent awake. */
  Clock PARKED =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) {
          for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
        }
      };

  /** Now, in nanoseconds from any fixed point. */
  long nanos();

  /** Returns at this time, or at once where it has passed. */
  void sleepUntil(long nanos);
}
