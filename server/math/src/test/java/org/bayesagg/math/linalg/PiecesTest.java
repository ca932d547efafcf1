package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final int LONGEST = 5000;

  @Test
  void anyLength_isCoveredOnce() {
    IntFunction<Pieces> updates = length -> Pieces.ofUpdate(length, 128);
    for (int length = 1; length <= LONGEST; length++) {
      covers(Pieces.of(length, 1e9), length);
      covers(Pieces.ofTriangle(length), length);
      covers(Pieces.ofGram(length), length);
      covers(Pieces.ofFactor(length), length);
      covers(Pieces.ofPanel(length), length);
      covers(updates.apply(length), length);
    }
  }

  /** Else the next diagonal block would be factored before it is known. */
  @Test
  void ofUpdate_anyLengthAndBlock_firstTileHoldsTheNextBlock() {
    for (int block : new int[] {1, 128, 256}) {
      for (int length = 1; length <= LONGEST; length++) {
        assertThat(Pieces.ofUpdate(length, block).size(0))
            .isGreaterThanOrEqualTo(Math.min(block, length));
      }
    }
  }

  private static void covers(Pieces pieces, int length) {
    int at = 0;
    for (int i = 0; i < pieces.count(); i++) {
      assertThat(pieces.from(i)).isEqualTo(at);
      assertThat(pieces.size(i)).isPositive();
      at += pieces.size(i);
    }
    assertThat(at).isEqualTo(length);
  }
}
