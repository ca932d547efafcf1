package org.bayesagg.cli.quickstart;

import java.util.List;

/**
 * What a training step knows when it needs a direction. Arrays are lent until the direction is
 * there.
 *
 * @param epoch from 0
 * @param index of the step, from 0, rising over the whole run
 * @param examples n
 * @param features h [n, d], the trunk's output
 * @param labels of the n pairs
 * @param heads the current heads, in the order of the tasks
 * @param outputGradients for each head ∂loss/∂z of each example by itself, [n, o]
 */
record Step(
    int epoch,
    int index,
    int examples,
    float[] features,
    DigitPairs labels,
    List<Head> heads,
    List<float[]> outputGradients) {}
