package org.bayesagg.faults.play;

import java.util.Random;

/** How a contribution is sent. */
enum Manner {
  /** Once, and its answer is waited for. */
  PLAIN,
  /** Twice at a time, over two connections. */
  TWIN,
  /** With the next one of the epoch right behind it. */
  AHEAD,
  /** Once, and then the one before it again. */
  OLDER;

  static Manner of(Random random, Kind kind) {
    int draw = random.nextInt(100);
    if (draw < 8) {
      return TWIN;
    }
    if (draw < 16) {
      // The members of a step that waits in vain are sent again on their own, in any order.
      return kind.synchronous() ? PLAIN : AHEAD;
    }
    return draw < 22 ? OLDER : PLAIN;
  }
}
