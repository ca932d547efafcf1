package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A synchronous step that waits for its workers. Confined to the session's turns. */
final class OpenStep {
  private final StepKey key;
  private final List<Pending> members = new ArrayList<>();

  /** Examples of each shard; their sum fits an int, as it fits the limit. */
  private final Map<String, Integer> shards = new HashMap<>();

  private Timers.Timer deadline = () -> {};

  OpenStep(StepKey key) {
    this.key = key;
  }

  StepKey key() {
    return key;
  }

  List<Pending> members() {
    return members;
  }

  void add(Pending pending) {
    members.add(pending);
    shards.put(pending.contribution().shard(), pending.contribution().batch().examples());
  }

  int size() {
    return members.size();
  }

  /** The deadline that runs for it. */
  void deadline(Timers.Timer timer) {
    deadline = timer;
  }

  void cancelDeadline() {
    deadline.cancel();
  }

  /** Refuses what cannot join: SHARD_CONFLICT or TOO_MANY_EXAMPLES. Changes nothing. */
  void check(Contribution joining, SessionSettings settings) {
    for (Pending member : members) {
      if (member.contribution().shard().equals(joining.shard())) {
        ShardMerge.checkSameShard(member.contribution(), joining, settings.spec());
      }
    }
    if (!shards.containsKey(joining.shard())) {
      int before = shards.values().stream().mapToInt(Integer::intValue).sum();
      long total = (long) before + joining.batch().examples();
      if (total > settings.maxExamplesPerStep()) {
        throw Refusal.tooManyExamples(settings.maxExamplesPerStep(), total);
      }
    }
  }
}
