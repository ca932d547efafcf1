package org.bayesagg.cuda.contract;

import org.bayesagg.math.GoldenTest;

/** On the GPU engine. */
class CudaGoldenTest extends GoldenTest {}
