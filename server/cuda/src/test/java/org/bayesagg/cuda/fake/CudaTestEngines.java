package org.bayesagg.cuda.fake;

import org.bayesagg.math.Engine;
import org.bayesagg.math.TestEngines;

/** Makes the tests of runs run on the GPU engine. */
public final class CudaTestEngines implements TestEngines {
  @Override
  public Engine engine(int threads) {
    return FakeCuda.engine();
  }
}
