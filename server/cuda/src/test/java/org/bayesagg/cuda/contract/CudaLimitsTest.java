package org.bayesagg.cuda.contract;

import org.bayesagg.math.LimitsTest;

/** On the GPU engine. */
class CudaLimitsTest extends LimitsTest {}
