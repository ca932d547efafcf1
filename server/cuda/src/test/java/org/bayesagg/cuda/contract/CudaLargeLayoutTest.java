package org.bayesagg.cuda.contract;

import org.bayesagg.math.LargeLayoutTest;

/** On the GPU engine. */
class CudaLargeLayoutTest extends LargeLayoutTest {}
