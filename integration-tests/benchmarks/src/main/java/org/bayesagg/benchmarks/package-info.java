/**
 * Times of the maths in process, each beside its floor: the least time in which this machine can do
 * the necessary arithmetic and move the necessary bytes.
 */
package org.bayesagg.benchmarks;
