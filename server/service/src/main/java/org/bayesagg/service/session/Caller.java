package org.bayesagg.service.session;

/** Who waits for the answer to a contribution, and for how long. Thread-safe. */
public interface Caller {
  /** One that waits for ever. */
  Caller PATIENT =
      new Caller() {
        @Override
        public boolean gone() {
          return false;
        }

        @Override
        public long patienceNanos() {
          return Long.MAX_VALUE;
        }
      };

  /** Whether it waits no longer: it has hung up, or its deadline has passed. */
  boolean gone();

  /** How long it will wait from now on; {@code Long.MAX_VALUE} where it does not say. */
  long patienceNanos();
}
