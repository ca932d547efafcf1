package org.bayesagg.math.reference;

/** Mean and variance of one row's gradient at one example, each [d]. */
record Moments(double[] mean, double[] variance) {}
