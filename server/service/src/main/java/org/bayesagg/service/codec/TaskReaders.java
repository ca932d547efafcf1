package org.bayesagg.service.codec;

import java.util.List;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;

/**
 * The tensors of one task of a contribution that is being read.
 *
 * @param index of the task in the specification
 * @param kind what the observation's numbers mean
 * @param observation labels or output gradients
 * @param mask null where all labels are there
 * @param head [o, d + 1], or [o, d] without a bias
 * @param headWidth d + 1
 */
record TaskReaders(
    int index,
    Kind kind,
    TensorReader observation,
    MaskReader mask,
    FloatReader head,
    int headWidth) {

  /** What the observation's numbers mean. */
  enum Kind {
    DENSE,
    CLASSES,
    OUTPUT_GRADIENTS
  }

  /** Adds the tensors in the order of their field numbers. */
  void addTo(List<TensorReader> readers) {
    readers.add(observation);
    if (mask != null) {
      readers.add(mask);
    }
    readers.add(head);
  }

  /** What was read; all readers are complete. */
  TaskBatch toBatch() {
    return new TaskBatch(toObservation(), mask == null ? null : mask.values(), toHead());
  }

  private Observation toObservation() {
    return switch (kind) {
      case DENSE -> new Observation.Dense(((FloatReader) observation).values());
      case CLASSES -> new Observation.Classes(((ClassReader) observation).values());
      case OUTPUT_GRADIENTS ->
          new Observation.OutputGradients(((FloatReader) observation).values());
    };
  }

  private float[] toHead() {
    long[] shape = head.header().shape();
    int width = (int) shape[1];
    if (width == headWidth) {
      return head.values();
    }
    float[] padded = new float[(int) shape[0] * headWidth];
    for (int row = 0; row < shape[0]; row++) {
      System.arraycopy(head.values(), row * width, padded, row * headWidth, width);
    }
    return padded;
  }
}
