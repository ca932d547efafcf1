package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/** How a specification's tasks lie on the device: in groups, see {@link TaskGroup}. */
final class RunLayout {
  private final AggregationSpec spec;
  private final List<TaskGroup> groups = new ArrayList<>();
  private int blocks;

  RunLayout(AggregationSpec spec) {
    this.spec = spec;
    int tasks = 0;
    for (List<Integer> together : together(spec)) {
      TaskGroup group = new TaskGroup(spec, together, tasks, blocks);
      groups.add(group);
      tasks += together.size();
      blocks += group.blocks();
    }
  }

  /** Tasks of a kind with posteriors of one size and structure. */
  private static Iterable<List<Integer>> together(AggregationSpec spec) {
    Map<List<Object>, List<Integer>> byKind = new LinkedHashMap<>();
    for (int t = 0; t < spec.tasks().size(); t++) {
      TaskSpec task = spec.tasks().get(t);
      boolean alone = task.likelihood() == LikelihoodKind.CATEGORICAL;
      List<Object> key = List.of(task.likelihood(), task.bias(), task.structure(), alone ? t : -1);
      byKind.computeIfAbsent(key, none -> new ArrayList<>()).add(t);
    }
    return byKind.values();
  }

  AggregationSpec spec() {
    return spec;
  }

  List<TaskGroup> groups() {
    return groups;
  }

  /** Blocks of all groups. */
  int blocks() {
    return blocks;
  }

  int tasks() {
    return spec.tasks().size();
  }

  /** The group of a task of the specification. */
  TaskGroup groupOf(int task) {
    return groups.stream().filter(group -> group.tasks().contains(task)).findFirst().orElseThrow();
  }
}
