package org.bayesagg.cuda.contract;

import org.bayesagg.math.RefreshTest;

/** On the GPU engine. */
class CudaRefreshTest extends RefreshTest {}
