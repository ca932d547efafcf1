package org.bayesagg.math.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bayesagg.math.linalg.Algebra;
import org.bayesagg.math.linalg.CpuAlgebra;
import org.bayesagg.math.linalg.Matrix;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Workspace;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Covariances in the making, as a state keeps them. */
class HeldCovariancesTest {
  private static final int INTERVAL = 3;
  private static final PrecisionShape SHAPE =
      PrecisionShape.of(
          new TaskSpec("task", LikelihoodKind.GAUSSIAN, 1, false, 1, 1, 1, PrecisionStructure.FULL),
          2);

  private final Algebra algebra = CpuAlgebra.create(1);
  private HeldCovariances held;
  private Evidence evidence;

  @BeforeEach
  void identity() {
    held = new HeldCovariances(SHAPE, algebra, INTERVAL);
    evidence = Evidence.none(SHAPE, algebra);
    try (Workspace workspace = new Workspace(algebra);
        Matrix factor = algebra.allocate(Precision.DOUBLE, 2, 2)) {
      algebra.addDiagonal(factor, 1);
      held.make(0, factor, workspace);
    }
  }

  @AfterEach
  void nothingLeftBehind() {
    held.close();
    evidence.close();
    assertThat(algebra.openBytes()).isZero();
    algebra.close();
  }

  @Test
  void takeUp_restoredAndMade_inUse() {
    byte[] state = begun(3);
    try (HeldCovariances restored = restored(state, 3)) {
      assertThat(restored.savedBytes()).isEqualTo(state.length);
      restored.takeUp(3);
      assertThat(saved(restored)).isEqualTo(state);
      restored.takeUp(4);
      assertThat(restored.made(0)).isTrue();
      held.takeUp(4);
      assertThat(saved(restored)).isEqualTo(saved(held)).hasSizeLessThan(state.length);
    }
  }

  @Test
  void takeUp_restoredAndFailed_givenUpAsItWouldHaveBeen() {
    evidence.block(0).write(0, 2, new double[] {-5, 0, 0, -5});
    byte[] state = begun(3);
    try (HeldCovariances restored = restored(state, 3)) {
      assertThat(saved(restored)).isEqualTo(state);
      assertThat(restored.savedBytes()).isEqualTo(state.length);
      restored.takeUp(4);
      assertThat(restored.made(0)).isFalse();
    }
  }

  @Test
  void load_dueLongAgoOrFarAhead_refused() {
    byte[] state = begun(3);
    for (long done : new long[] {2, 5}) {
      assertThatThrownBy(() -> restored(state, done).close())
          .isInstanceOf(CorruptStateException.class)
          .hasMessageContaining("due");
    }
  }

  private byte[] begun(long done) {
    held.begin(done, evidence, 1, "task");
    return saved(held);
  }

  private static byte[] saved(HeldCovariances held) {
    StateBytes state = new StateBytes();
    held.save(state, new LowerRows());
    return state.bytes();
  }

  private HeldCovariances restored(byte[] state, long done) {
    HeldCovariances restored = new HeldCovariances(SHAPE, algebra, INTERVAL);
    try {
      restored.load(StateBytes.input(state), done, new LowerRows(), "task");
      return restored;
    } catch (CorruptStateException e) {
      restored.close();
      throw e;
    }
  }
}
