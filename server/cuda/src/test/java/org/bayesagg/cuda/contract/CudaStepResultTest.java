package org.bayesagg.cuda.contract;

import org.bayesagg.math.StepResultTest;

/** On the GPU engine. */
class CudaStepResultTest extends StepResultTest {}
