package org.bayesagg.client;

import java.util.Objects;

/**
 * What one worker knows of one task in one step: what was observed, and the task's current head. n
 * is the contribution's examples, o the task's outputs, d the width of the features. All arrays are
 * row-major.
 *
 * <p>Exactly one of labels, classes and output gradients is set. Arrays are not copied: they are
 * read once, when the contribution is sent, and are the caller's again when {@code aggregate} or
 * {@code aggregateAsync} has returned.
 */
public final class TaskInput {
  final String task;
  final float[] labels;
  final int[] classes;
  final float[] outputGradients;
  final float[] head;
  final boolean[] mask;

  private TaskInput(
      String task,
      float[] labels,
      int[] classes,
      float[] outputGradients,
      float[] head,
      boolean[] mask) {
    this.task = Objects.requireNonNull(task, "task");
    this.labels = labels;
    this.classes = classes;
    this.outputGradients = outputGradients;
    this.head = Objects.requireNonNull(head, "head");
    this.mask = mask;
  }

  /**
   * Labels: values of a Gaussian task, numbers in [0, 1] of a Bernoulli task, or class
   * probabilities of a categorical one.
   *
   * @param labels [n, o]
   * @param head [o, d + 1], bias last, or [o, d] for a bias of 0
   */
  public static TaskInput labels(String task, float[] labels, float[] head) {
    return new TaskInput(task, Objects.requireNonNull(labels, "labels"), null, null, head, null);
  }

  /**
   * Classes of a categorical task.
   *
   * @param classes [n], from 0
   * @param head [o, d + 1], bias last, or [o, d] for a bias of 0
   */
  public static TaskInput classes(String task, int[] classes, float[] head) {
    return new TaskInput(task, null, Objects.requireNonNull(classes, "classes"), null, head, null);
  }

  /**
   * The loss's gradients by the head's outputs, of each example by itself, not divided by n. The
   * server takes the label from them: z − g/2 (Gaussian) or p − g (the others).
   *
   * @param gradients [n, o]
   * @param head [o, d + 1], bias last, or [o, d] for a bias of 0
   */
  public static TaskInput outputGradients(String task, float[] gradients, float[] head) {
    return new TaskInput(
        task, null, null, Objects.requireNonNull(gradients, "gradients"), head, null);
  }

  /**
   * The same, with labels missing.
   *
   * @param present [n]: false where the example has no label of this task
   */
  public TaskInput withMask(boolean[] present) {
    return new TaskInput(task, labels, classes, outputGradients, head, present);
  }

  /** The task's name. */
  public String task() {
    return task;
  }
}
