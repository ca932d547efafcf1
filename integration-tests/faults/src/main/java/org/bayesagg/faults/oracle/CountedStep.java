package org.bayesagg.faults.oracle;

import java.util.Comparator;
import java.util.SortedMap;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.Place;

/**
 * A step as it was counted.
 *
 * @param order where it stands among the others
 * @param members the answers to those who took part, by worker
 */
record CountedStep(Order order, SortedMap<String, Acknowledged> members) {

  /**
   * Where a step stands.
   *
   * @param countedEpoch the epoch that it counted into
   * @param place of its contributions
   * @param late whether it came after its step
   * @param worker who came late or works alone; else empty
   */
  record Order(long countedEpoch, Place place, boolean late, String worker)
      implements Comparable<Order> {
    private static final Comparator<Order> COMPARATOR =
        Comparator.comparingLong(Order::countedEpoch)
            .thenComparing(Order::place)
            .thenComparing(Order::late)
            .thenComparing(Order::worker);

    @Override
    public int compareTo(Order other) {
      return COMPARATOR.compare(this, other);
    }
  }
}
