package org.bayesagg.math;

/** The CPU's runs equal the reference's. */
class AgreementTest extends AgreementContract {
  @Override
  protected Engine engine() {
    return CpuEngine.create(1);
  }
}
