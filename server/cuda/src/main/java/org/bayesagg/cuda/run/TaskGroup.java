package org.bayesagg.cuda.run;

import java.util.List;
import org.bayesagg.math.posterior.PrecisionShape;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * Tasks that are worked on together, in the same launches: of one likelihood and layout, their
 * outputs side by side as columns and their precisions one behind the other as blocks. A
 * categorical task is a group of its own.
 */
final class TaskGroup {
  private final List<Integer> tasks;
  private final List<TaskSpec> specs;
  private final PrecisionShape shape;
  private final List<PrecisionShape> shapes;
  private final int[] taskOf;
  private final int[] blockOf;
  private final int[] rowOf;
  private final int[] firstColumn;
  private final int firstTask;
  private final int firstBlock;

  /**
   * A group.
   *
   * @param tasks of the specification, in order
   * @param firstTask tasks of the groups before
   * @param firstBlock blocks of the groups before
   */
  TaskGroup(AggregationSpec spec, List<Integer> tasks, int firstTask, int firstBlock) {
    this.tasks = List.copyOf(tasks);
    this.specs = tasks.stream().map(spec.tasks()::get).toList();
    this.shapes = specs.stream().map(task -> PrecisionShape.of(task, spec.featureDim())).toList();
    this.shape = shapes.get(0);
    this.firstTask = firstTask;
    this.firstBlock = firstBlock;
    int columns = specs.stream().mapToInt(TaskSpec::outputs).sum();
    this.taskOf = new int[columns];
    this.blockOf = new int[columns];
    this.rowOf = new int[columns];
    int[] first = new int[columns + 1];
    int column = 0;
    int block = 0;
    for (int t = 0; t < specs.size(); t++) {
      int outputs = specs.get(t).outputs();
      int row = spec.firstRow(tasks.get(t));
      for (int k = 0; k < outputs; k++, column++) {
        taskOf[column] = t;
        rowOf[column] = categorical() ? row : row + k;
        blockOf[column] = block;
        if (!shape.together()) {
          first[block++] = column;
        } else if (k == 0) {
          first[block] = column;
        }
      }
      block += shape.together() ? 1 : 0;
    }
    first[block] = columns;
    this.firstColumn = java.util.Arrays.copyOf(first, block + 1);
  }

  LikelihoodKind kind() {
    return specs.get(0).likelihood();
  }

  boolean categorical() {
    return kind() == LikelihoodKind.CATEGORICAL;
  }

  boolean gaussian() {
    return kind() == LikelihoodKind.GAUSSIAN;
  }

  boolean bias() {
    return specs.get(0).bias();
  }

  boolean diagonal() {
    return shape.diagonal();
  }

  boolean coupled() {
    return shape.coupled();
  }

  /** Layout of the whole group, but for the number of blocks and of outputs. */
  PrecisionShape shape() {
    return shape;
  }

  /** Layout of one task of the group. */
  PrecisionShape shape(int local) {
    return shapes.get(local);
  }

  /** q: rows of a block's precision. */
  int size() {
    return shape.size();
  }

  /** p: the posterior's weights of an output, or of a contrast. */
  int weights(int featureDim) {
    return specs.get(0).weights(featureDim);
  }

  /** Indices of its tasks in the specification. */
  List<Integer> tasks() {
    return tasks;
  }

  TaskSpec spec(int local) {
    return specs.get(local);
  }

  int columns() {
    return taskOf.length;
  }

  int blocks() {
    return firstColumn.length - 1;
  }

  /** Rows of information: one a column, or one a contrast. */
  int informationRows() {
    return coupled() ? shape.contrasts() : columns();
  }

  /** K = C − 1 of a categorical task. */
  int contrasts() {
    return columns() - 1;
  }

  /** Task of each column, among the group's. */
  int[] taskOf() {
    return taskOf;
  }

  int[] blockOf() {
    return blockOf;
  }

  /** Row of each column among all of the specification. */
  int[] rowOf() {
    return rowOf;
  }

  /** First column of each block, and their number at the end. */
  int[] firstColumn() {
    return firstColumn;
  }

  /** Tasks of the groups before this one. */
  int firstTask() {
    return firstTask;
  }

  /** Blocks of the groups before this one. */
  int firstBlock() {
    return firstBlock;
  }

  /** Task of a block, among the group's. */
  int taskOfBlock(int block) {
    return taskOf[firstColumn[block]];
  }

  /** First block of a task of the group. */
  int firstBlockOf(int local) {
    int column = 0;
    while (taskOf[column] != local) {
      column++;
    }
    return blockOf[column];
  }

  /** First column of a task of the group. */
  int firstColumnOf(int local) {
    return firstColumn[firstBlockOf(local)];
  }

  /** First row of a task's information, and how many it has. */
  int firstInformationRow(int local) {
    return coupled() ? 0 : firstColumnOf(local);
  }
}
