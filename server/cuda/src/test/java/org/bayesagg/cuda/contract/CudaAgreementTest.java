package org.bayesagg.cuda.contract;

import org.bayesagg.math.AgreementTest;

/** On the GPU engine. */
class CudaAgreementTest extends AgreementTest {}
