package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;

/**
 * Makes the shards of a step from its contributions: those that name the same shard describe the
 * same examples and bring different tasks.
 */
final class ShardMerge {
  private ShardMerge() {}

  /** The shards by name, so that the order of arrival changes nothing. */
  static SortedMap<String, Batch> merge(List<Contribution> contributions) {
    SortedMap<String, List<Batch>> parts = new TreeMap<>();
    for (Contribution contribution : contributions) {
      parts
          .computeIfAbsent(contribution.shard(), shard -> new ArrayList<>(1))
          .add(contribution.batch());
    }
    SortedMap<String, Batch> shards = new TreeMap<>();
    for (Map.Entry<String, List<Batch>> part : parts.entrySet()) {
      shards.put(part.getKey(), join(part.getValue()));
    }
    return shards;
  }

  private static Batch join(List<Batch> parts) {
    Batch first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    List<TaskBatch> tasks = new ArrayList<>(first.tasks());
    for (Batch part : parts) {
      for (int t = 0; t < tasks.size(); t++) {
        if (part.tasks().get(t) != null) {
          tasks.set(t, part.tasks().get(t));
        }
      }
    }
    return new Batch(first.examples(), first.features(), tasks, first.exampleWeights());
  }

  /** Refuses two contributions of one shard that contradict each other. */
  static void checkSameShard(Contribution first, Contribution second, AggregationSpec spec) {
    Batch a = first.batch();
    Batch b = second.batch();
    if (a.examples() != b.examples()) {
      throw Refusal.shardConflict(
          first, second, "with " + b.examples() + " and " + a.examples() + " examples");
    }
    if (!sameBits(a.features(), b.features())) {
      throw Refusal.shardConflict(first, second, "with different features");
    }
    if (!sameBits(a.exampleWeights(), b.exampleWeights())) {
      throw Refusal.shardConflict(first, second, "with different example_weights");
    }
    for (int t = 0; t < spec.tasks().size(); t++) {
      if (a.tasks().get(t) != null && b.tasks().get(t) != null) {
        throw Refusal.shardConflict(
            first, second, "both with task '" + spec.tasks().get(t).name() + "'");
      }
    }
  }

  private static boolean sameBits(float[] a, float[] b) {
    // Compares bits, except that every NaN equals every other; none gets this far.
    return Arrays.equals(a, b);
  }
}
