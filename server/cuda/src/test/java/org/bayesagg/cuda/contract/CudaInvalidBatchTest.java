package org.bayesagg.cuda.contract;

import org.bayesagg.math.InvalidBatchTest;

/** On the GPU engine. */
class CudaInvalidBatchTest extends InvalidBatchTest {}
