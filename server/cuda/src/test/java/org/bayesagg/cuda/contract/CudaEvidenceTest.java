package org.bayesagg.cuda.contract;

import org.bayesagg.math.EvidenceTest;

/** On the GPU engine. */
class CudaEvidenceTest extends EvidenceTest {}
