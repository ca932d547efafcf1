package org.bayesagg.faults.abuse;

import java.io.IOException;

/** One way to take more than one may. */
interface Abuse {
  /** Goes on until {@link Target#isOver}; says of each attempt how it ended. */
  void run(Target target, Tally tally) throws IOException;
}
