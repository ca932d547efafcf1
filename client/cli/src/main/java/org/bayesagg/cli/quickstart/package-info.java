/**
 * The quickstart: a small multi-task network on real handwritten digits, trained in plain Java on
 * directions that a BayesAgg server computes.
 *
 * <p>In reading order: {@code QuickstartCommand} → {@code Quickstart} → {@code TrainingRuns} →
 * {@code Training}, whose step is the whole of a worker: features forward, {@code DirectionSource},
 * trunk backward. {@code Trunk}, {@code Head} and {@code Adam} know nothing of the service; {@code
 * ServiceDirection} is all that a program needs to use it.
 */
package org.bayesagg.cli.quickstart;
