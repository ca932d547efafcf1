package org.bayesagg.service.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last answers to each worker, so that a contribution sent again gets the same one. */
final class ReplayTable {
  private final int window;
  private final Map<String, Answers> byWorker = new TreeMap<>();

  /** Keeps {@code window} answers a worker, in the order in which they were counted. */
  ReplayTable(int window) {
    this.window = window;
  }

  /** The answer and what it answered, or null where none is kept. */
  Kept find(ContributionKey key) {
    Answers answers = byWorker.get(key.worker());
    return answers == null ? null : answers.get(StepKey.of(key));
  }

  void keep(long digest, Answer answer) {
    byWorker
        .computeIfAbsent(answer.key().worker(), worker -> new Answers())
        .put(StepKey.of(answer.key()), new Kept(digest, answer));
  }

  /** All of them, worker by worker, each worker's in the order in which they were counted. */
  List<LedgerState.Kept> save() {
    return byWorker.values().stream()
        .flatMap(answers -> answers.values().stream())
        .map(kept -> new LedgerState.Kept(kept.digest(), kept.answer()))
        .toList();
  }

  /** An answer and the digest of the contribution it answered. */
  record Kept(long digest, Answer answer) {}

  private final class Answers extends LinkedHashMap<StepKey, Kept> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<StepKey, Kept> eldest) {
      return size() > window;
    }
  }
}
