package org.bayesagg.service.metrics;

/** Takes the times that are measured outside the sessions. Thread-safe. */
public interface PhaseMetrics {
  /** Listens to nothing. */
  PhaseMetrics NONE =
      new PhaseMetrics() {
        @Override
        public void decode(long nanos) {}

        @Override
        public void encode(long nanos) {}

        @Override
        public void contribution(long nanos) {}
      };

  /** Bytes to arrays, with all checks. */
  void decode(long nanos);

  /** Arrays to bytes. */
  void encode(long nanos);

  /** From a decoded contribution to its answer. */
  void contribution(long nanos);
}
