package org.bayesagg.service.codec;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;

/** Checks the tensors of one task of a contribution. */
final class TaskDecoder {
  private static final Set<ElementType> BERNOULLI_LABELS =
      EnumSet.of(
          ElementType.F32,
          ElementType.F64,
          ElementType.F16,
          ElementType.BF16,
          ElementType.BOOL,
          ElementType.I32,
          ElementType.I64);

  private final Problems problems;
  private final TensorCheck check;
  private final int featureDim;
  private final long examples;

  /**
   * A decoder for one contribution.
   *
   * @param examples n, or {@link Extents#ANY} where the features are wrong
   */
  TaskDecoder(Problems problems, TensorCheck check, int featureDim, long examples) {
    this.problems = problems;
    this.check = check;
    this.featureDim = featureDim;
    this.examples = examples;
  }

  /** Readers for the task's tensors, or null where one is wrong and has been reported. */
  TaskReaders decode(String field, int index, TaskSpec task, TaskContribution message) {
    TensorReader observation = null;
    TaskReaders.Kind kind = TaskReaders.Kind.DENSE;
    switch (message.getObservationCase()) {
      case LABELS -> {
        boolean classes = isClasses(task, message.getLabels());
        kind = classes ? TaskReaders.Kind.CLASSES : TaskReaders.Kind.DENSE;
        observation = labels(field + ".labels", task, message.getLabels(), classes);
      }
      case OUTPUT_GRADIENTS -> {
        kind = TaskReaders.Kind.OUTPUT_GRADIENTS;
        TensorHeader header =
            check.check(
                field + ".output_gradients",
                task.name(),
                message.getOutputGradients(),
                ElementType.REAL,
                List.of(new Extents(examples, task.outputs())));
        observation = header == null ? null : new FloatReader(header);
      }
      case OBSERVATION_NOT_SET -> missing(field + ".labels", task, "labels or output_gradients");
    }
    MaskReader mask = null;
    if (message.hasMask()) {
      TensorHeader header =
          check.check(
              field + ".mask",
              task.name(),
              message.getMask(),
              EnumSet.of(ElementType.BOOL),
              List.of(new Extents(examples)));
      mask = header == null ? null : new MaskReader(header);
    }
    FloatReader head = head(field + ".head", task, message);
    boolean complete = observation != null && head != null && (mask != null || !message.hasMask());
    return complete ? new TaskReaders(index, kind, observation, mask, head, featureDim + 1) : null;
  }

  private TensorReader labels(String field, TaskSpec task, Tensor tensor, boolean classes) {
    Set<ElementType> types = ElementType.REAL;
    List<Extents> shapes = List.of(new Extents(examples, task.outputs()));
    if (classes) {
      types = ElementType.INTEGER;
      shapes = List.of(new Extents(examples));
    } else if (task.likelihood() != LikelihoodKind.CATEGORICAL) {
      types = task.likelihood() == LikelihoodKind.BERNOULLI ? BERNOULLI_LABELS : types;
      shapes =
          task.outputs() == 1 ? List.of(new Extents(examples), new Extents(examples, 1)) : shapes;
    } else if (!ElementType.REAL.contains(ElementType.of(tensor.getDtype()))) {
      types = EnumSet.copyOf(ElementType.INTEGER);
      types.addAll(ElementType.REAL);
    }
    TensorHeader header = check.check(field, task.name(), tensor, types, shapes);
    if (header == null) {
      return null;
    }
    return classes ? new ClassReader(header) : new FloatReader(header);
  }

  private FloatReader head(String field, TaskSpec task, TaskContribution message) {
    if (!message.hasHead()) {
      return missing(field, task, "the task's current head");
    }
    TensorHeader header =
        check.check(
            field,
            task.name(),
            message.getHead(),
            ElementType.REAL,
            List.of(
                new Extents(task.outputs(), featureDim + 1L),
                new Extents(task.outputs(), featureDim)));
    return header == null ? null : new FloatReader(header);
  }

  private FloatReader missing(String field, TaskSpec task, String expected) {
    problems.add(FieldReason.FIELD_MISSING, field, task.name(), "none", expected);
    return null;
  }

  private static boolean isClasses(TaskSpec task, Tensor labels) {
    return task.likelihood() == LikelihoodKind.CATEGORICAL
        && ElementType.INTEGER.contains(ElementType.of(labels.getDtype()));
  }
}
