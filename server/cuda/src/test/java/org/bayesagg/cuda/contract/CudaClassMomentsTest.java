package org.bayesagg.cuda.contract;

import org.bayesagg.math.ClassMomentsTest;

/** On the GPU engine. */
class CudaClassMomentsTest extends ClassMomentsTest {}
