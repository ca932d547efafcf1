package org.bayesagg.math.posterior;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.likelihood.Helmert;
import org.bayesagg.math.spec.LikelihoodKind.Relation;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;

/**
 * How a task's precision is laid out: {@code blocks} matrices [size, size], or of each its
 * diagonal.
 *
 * <p>A coupled task is kept in its K = C − 1 contrasts, see {@link Helmert}.
 *
 * @param blocks Gaussian and coupled categorical 1, else one an output or class
 * @param size q: p, or K p where coupled
 * @param diagonal only diagonals are kept
 * @param informationLength o p, or K p where coupled
 * @param contrasts K where coupled, else 0
 * @param together one matrix for all outputs: Gaussian, and coupled categorical tasks
 */
public record PrecisionShape(
    int blocks,
    int size,
    boolean diagonal,
    int informationLength,
    int contrasts,
    boolean together) {
  private static final long LARGE_BLOCK = 1024;
  private static final long LARGE_SUM = 512 * 512;

  /** The layout of a task over features of width {@code featureDim}. */
  public static PrecisionShape of(TaskSpec task, int featureDim) {
    int p = task.weights(featureDim);
    boolean diagonal = task.structure() == PrecisionStructure.DIAGONAL;
    boolean coupled =
        task.likelihood().relation() == Relation.COUPLED
            && task.structure() == PrecisionStructure.FULL;
    boolean together = coupled || task.likelihood().relation() == Relation.SAME_PRECISION;
    int blocks = together ? 1 : task.outputs();
    int contrasts = coupled ? task.outputs() - 1 : 0;
    int size = coupled ? Math.multiplyExact(p, contrasts) : p;
    int information = coupled ? size : Math.multiplyExact(p, task.outputs());
    return new PrecisionShape(blocks, size, diagonal, information, contrasts, together);
  }

  /** Rows of information that belong to one block: all outputs for a Gaussian task, else 1. */
  public int informationRows() {
    return informationLength / (blocks * size);
  }

  /** Bytes of one precision. */
  public long precisionBytes() {
    long each = diagonal ? size : (long) size * size;
    return each * blocks * Double.BYTES;
  }

  /** Whether examples are so few that a low rank pays against a layout's size. */
  public static boolean fewExamples(long examples, PrecisionShape shape) {
    int weights = shape.coupled() ? shape.size() / shape.contrasts() : shape.size();
    return shape.coupled() ? examples < weights : 4 * examples < 3L * weights;
  }

  /**
   * Whether blocks so large, or so many, are tried in float32 where only the factor can tell if
   * that is good enough, and their evidence counted from the same H: making H again in float64
   * would take as long as all else of a step.
   *
   * @param forgetting whether every step factors anew
   */
  public static boolean triedInSingle(long blocks, long size, boolean forgetting) {
    return size >= LARGE_BLOCK || (forgetting && blocks * size * size >= LARGE_SUM);
  }

  /** Whether it is kept in contrasts. */
  public boolean coupled() {
    return contrasts > 0;
  }

  /** Rows and columns as they are shown: C p where coupled, else q. */
  int shownSize() {
    return coupled() ? Math.addExact(size, size / contrasts) : size;
  }

  /** The shape of a precision as it is shown: [p, p], [C p, C p], [o, p, p], [p] or [o, p]. */
  public List<Integer> matrixShape() {
    List<Integer> shape = new ArrayList<>();
    if (!together) {
      shape.add(blocks);
    }
    shape.add(shownSize());
    if (!diagonal) {
      shape.add(shownSize());
    }
    return shape;
  }
}
