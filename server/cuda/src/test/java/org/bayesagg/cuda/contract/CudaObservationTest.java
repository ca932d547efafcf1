package org.bayesagg.cuda.contract;

import org.bayesagg.math.ObservationTest;

/** On the GPU engine. */
class CudaObservationTest extends ObservationTest {}
