package org.bayesagg.cuda.contract;

import org.bayesagg.math.BernoulliVarianceTest;

/** On the GPU engine. */
class CudaBernoulliVarianceTest extends BernoulliVarianceTest {}
