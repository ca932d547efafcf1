package org.bayesagg.cuda.run;

/**
 * Moments of one row's gradients [n, d] on the device.
 *
 * @param row among all rows of the specification
 * @param plain g at the centre
 * @param expected E[g]; 0 where only plain gradients are wanted
 * @param variance Var[g]; 0 where not wanted
 */
record StoredMoments(int row, long plain, long expected, long variance) {}
