package org.bayesagg.cuda;

import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.AgreementContract;
import org.bayesagg.math.Engine;

/** The GPU engine's runs equal the reference's; the kernels run on the CPU here. */
class CudaAgreementTest extends AgreementContract {
  @Override
  protected Engine engine() {
    return FakeCuda.engine();
  }
}
