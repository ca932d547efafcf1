package org.bayesagg.cuda.contract;

import org.bayesagg.math.PredictTest;

/** On the GPU engine. */
class CudaPredictTest extends PredictTest {}
