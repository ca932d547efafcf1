package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A contribution that is not answered yet, and everybody who waits for the answer. Confined to the
 * session's turns.
 *
 * <p>Every call has a future of its own, so that a caller who cancels harms nobody else.
 */
final class Pending {
  private final Contribution contribution;
  private final CompletableFuture<Answer> first;
  private final List<CompletableFuture<Answer>> repeats = new ArrayList<>(0);

  Pending(Contribution contribution, CompletableFuture<Answer> first) {
    this.contribution = contribution;
    this.first = first;
  }

  Contribution contribution() {
    return contribution;
  }

  ContributionKey key() {
    return contribution.key();
  }

  StepKey place() {
    return StepKey.of(key());
  }

  CompletableFuture<Answer> first() {
    return first;
  }

  /** Those who sent it again; their answers are flagged. */
  List<CompletableFuture<Answer>> repeats() {
    return repeats;
  }
}
