package org.bayesagg.service.session;

import java.util.List;

/**
 * A step for which nobody is waited any more.
 *
 * @param key its place
 * @param members what came for it, at least one
 * @param late a single contribution that came after its step or epoch had closed
 */
record ReadyStep(StepKey key, List<Pending> members, boolean late) {

  /** A step of one contribution. */
  static ReadyStep single(Pending pending, boolean late) {
    return new ReadyStep(pending.place(), List.of(pending), late);
  }
}
