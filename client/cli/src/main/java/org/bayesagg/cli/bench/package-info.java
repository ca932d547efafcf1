/**
 * {@code bayesagg bench}: how long a step takes over real gRPC, and beside it a program that does
 * the same in process.
 *
 * <p>In reading order: {@code BenchCommand} → {@code Bench} → {@code Load} (a shape's sessions and
 * workers) → {@code Lane} (one worker: its step is all that is timed), paced by {@code ClosedLoop}
 * or {@code OpenLoop}. {@code Tally} collects the rounds, {@code ShapeResult} is what came of them;
 * {@code BenchReport}, {@code JsonReport} and {@code BenchPlot} show it and measure nothing.
 */
package org.bayesagg.cli.bench;
