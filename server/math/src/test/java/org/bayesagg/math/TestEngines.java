package org.bayesagg.math;

import java.util.ServiceLoader;

/**
 * What the tests of runs run on: the CPU, or the engine of another module that runs the same tests
 * and provides this service.
 */
public interface TestEngines {
  /** A fresh engine; {@code threads} as far as they mean something to it. */
  Engine engine(int threads);

  /** The engine under test. */
  static Engine create(int threads) {
    return ServiceLoader.load(TestEngines.class)
        .findFirst()
        .map(engines -> engines.engine(threads))
        .orElseGet(() -> CpuEngine.create(threads));
  }
}
