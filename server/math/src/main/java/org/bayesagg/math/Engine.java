package org.bayesagg.math;

import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateInput;

/**
 * What runs are worked out on: the CPU, or a GPU that keeps their state in its own memory.
 * Thread-safe; runs may work at the same time.
 *
 * <p>The seam is the run, not the matrix: features cross to a device once a step and the direction
 * comes back once, so nothing that lies between them may ask where it is.
 */
public interface Engine extends AutoCloseable {
  /** "cpu" or "cuda". */
  String name();

  /** What it runs on, for people: the BLAS library and core, or the device. */
  String detail();

  /** A fresh run, in warm-up. */
  Run open(AggregationSpec spec);

  /**
   * A run that goes on where a saved one was, whichever engine that ran on.
   *
   * @param in read up to the last value that {@link Run#save} wrote, not beyond
   * @throws org.bayesagg.math.state.UnknownStateVersionException if the layout is not known
   * @throws org.bayesagg.math.state.CorruptStateException if no run of this specification can have
   *     written it; nothing is kept then
   */
  Run restore(AggregationSpec spec, StateInput in);

  /**
   * Memory that a run takes whose steps have at most {@code maxExamples} examples.
   *
   * @throws ArithmeticException if a dimension overflows
   */
  Footprint footprint(AggregationSpec spec, int maxExamples);

  /** Memory for all runs together where that is the engine's own; else {@link Long#MAX_VALUE}. */
  long memoryBytes();

  /** Whether runs can go on: false once the device is lost. */
  boolean usable();

  /** Bytes of runs' matrices that have been allocated and not been freed. */
  long openBytes();

  @Override
  void close();
}
