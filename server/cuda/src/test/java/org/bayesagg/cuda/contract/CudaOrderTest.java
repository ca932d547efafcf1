package org.bayesagg.cuda.contract;

import org.bayesagg.math.OrderTest;

/** On the GPU engine. */
class CudaOrderTest extends OrderTest {}
