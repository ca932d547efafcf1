package org.bayesagg.math.posterior;

import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/**
 * Where a task's precisions are tried in float32 though only the factor can tell whether that is
 * good enough: in large layouts, block by block. One that proves too badly conditioned is tried
 * again every {@value #PAUSE} steps, so that the attempts cost little. Safe for different blocks at
 * the same time.
 */
final class SingleFactors {
  private static final int PAUSE = 16;

  private final boolean large;

  /** Steps to let pass, by block. */
  private final int[] pauses;

  SingleFactors(PrecisionShape shape, boolean forgetting) {
    this.large = PrecisionShape.triedInSingle(shape.blocks(), shape.size(), forgetting);
    this.pauses = new int[shape.blocks()];
  }

  /** Whether evidence may be counted from an H in float32 that was good enough for a factor. */
  boolean counted() {
    return large;
  }

  /** Whether to try a block in this step; asked once a step. */
  boolean worthTrying(int block) {
    if (pauses[block] == 0) {
      return large;
    }
    pauses[block]--;
    return false;
  }

  /** What came of an attempt. */
  void tried(int block, boolean fit) {
    pauses[block] = fit ? 0 : PAUSE - 1;
  }

  /** Writes the pauses: whether float32 is tried decides a step's last digits. */
  void save(StateOutput out) {
    out.writeInts(pauses, 0, pauses.length);
  }

  /** Becomes what was saved. */
  void load(StateInput in, String what) {
    for (int b = 0; b < pauses.length; b++) {
      pauses[b] = StateCheck.upTo(PAUSE - 1, in, "pauses of " + what);
    }
  }

  /** Bytes that {@link #save} writes. */
  long savedBytes() {
    return (long) Integer.BYTES * pauses.length;
  }
}
