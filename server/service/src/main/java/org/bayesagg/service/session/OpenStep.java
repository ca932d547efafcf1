package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;

/** A synchronous step that waits for its workers. Confined to the session's turns. */
final class OpenStep {
  private final StepKey key;
  private final List<Pending> members = new ArrayList<>();
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

  /** The first member of a shard, or null. */
  private Contribution ofShard(String shard) {
    for (Pending member : members) {
      if (member.contribution().shard().equals(shard)) {
        return member.contribution();
      }
    }
    return null;
  }

  /** Refuses what cannot join: SHARD_CONFLICT or TOO_MANY_EXAMPLES. Changes nothing. */
  void check(Contribution joining, SessionSettings settings) {
    for (Pending member : members) {
      if (member.contribution().shard().equals(joining.shard())) {
        ShardMerge.checkSameShard(member.contribution(), joining, settings.spec());
      }
    }
    if (ofShard(joining.shard()) == null) {
      long total = examples() + joining.batch().examples();
      if (total > settings.maxExamplesPerStep()) {
        throw Refusal.tooManyExamples(settings.maxExamplesPerStep(), total);
      }
    }
  }

  /** Examples of all shards. */
  private long examples() {
    long total = 0;
    for (Pending member : members) {
      Contribution contribution = member.contribution();
      if (ofShard(contribution.shard()) == contribution) {
        total += contribution.batch().examples();
      }
    }
    return total;
  }
}
