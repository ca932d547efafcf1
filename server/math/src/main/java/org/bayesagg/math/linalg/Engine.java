package org.bayesagg.math.linalg;

/** Where matrices live and linear algebra runs. Thread-safe. */
public interface Engine extends AutoCloseable {
  /** "cpu" or "cuda". */
  String name();

  /** What it runs on, for people: the BLAS library and core, or the device. */
  String detail();

  @Override
  void close();
}
