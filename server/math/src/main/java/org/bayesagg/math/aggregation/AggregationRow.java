package org.bayesagg.math.aggregation;

import org.bayesagg.math.likelihood.RowMoments;
import org.bayesagg.math.step.TaskData;

/**
 * One row that takes part in a direction.
 *
 * @param index among all rows
 * @param taskIndex its task among all tasks
 * @param rowInTask below the task's rows
 * @param task its task's part of the step
 * @param moments its gradients
 */
public record AggregationRow(
    int index, int taskIndex, int rowInTask, TaskData task, RowMoments moments) {}
