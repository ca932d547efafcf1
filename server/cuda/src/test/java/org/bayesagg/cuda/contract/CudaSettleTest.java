package org.bayesagg.cuda.contract;

import org.bayesagg.math.SettleTest;

/** On the GPU engine. */
class CudaSettleTest extends SettleTest {}
