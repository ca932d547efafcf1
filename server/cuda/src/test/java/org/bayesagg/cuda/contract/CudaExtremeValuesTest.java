package org.bayesagg.cuda.contract;

import org.bayesagg.math.ExtremeValuesTest;

/** On the GPU engine. */
class CudaExtremeValuesTest extends ExtremeValuesTest {}
