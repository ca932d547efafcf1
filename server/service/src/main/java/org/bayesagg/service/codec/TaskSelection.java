package org.bayesagg.service.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bayesagg.math.spec.AggregationSpec;

/** Finds the tasks that a request names. */
public final class TaskSelection {
  private TaskSelection() {}

  /**
   * Indices of the named tasks in the order of the specification; of all tasks where none is named.
   *
   * @throws UnknownTaskException for a name that the session does not have
   */
  public static int[] of(AggregationSpec spec, List<String> names) {
    if (names.isEmpty()) {
      return IntStream.range(0, spec.tasks().size()).toArray();
    }
    Map<String, Integer> places = places(spec);
    return names.stream()
        .mapToInt(
            name -> {
              Integer place = places.get(name);
              if (place == null) {
                throw new UnknownTaskException(name);
              }
              return place;
            })
        .distinct()
        .sorted()
        .toArray();
  }

  /** The index of every task by its name. */
  static Map<String, Integer> places(AggregationSpec spec) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < spec.tasks().size(); i++) {
      places.put(spec.tasks().get(i).name(), i);
    }
    return places;
  }
}
