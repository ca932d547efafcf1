package org.bayesagg.cuda.contract;

import org.bayesagg.math.FirstDivisorTest;

/** On the GPU engine. */
class CudaFirstDivisorTest extends FirstDivisorTest {}
