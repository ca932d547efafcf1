package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Which cases a person asked for. */
final class Selection {
  private Selection() {}

  /**
   * The standard cases that have a filter in their name, in their order, and the cases that a
   * filter names in full.
   *
   * @param filters empty: everything
   * @param brief without those that a short run leaves out, unless they are named in full
   */
  static List<BenchmarkCase> of(List<String> filters, boolean brief) {
    List<BenchmarkCase> chosen = new ArrayList<>();
    List<BenchmarkCase> standard = BenchmarkCase.standard();
    List<String> parts = new ArrayList<>();
    for (String filter : filters) {
      BenchmarkCase named = named(filter);
      if (named == null) {
        parts.add(filter);
      } else {
        chosen.add(named);
      }
    }
    for (BenchmarkCase each : standard) {
      boolean wanted = filters.isEmpty() || parts.stream().anyMatch(each.name()::contains);
      if (wanted && (each.brief() || !brief) && !chosen.contains(each)) {
        chosen.add(each);
      }
    }
    return chosen;
  }

  /** The case of a whole name; null where it is only a part. */
  private static BenchmarkCase named(String filter) {
    try {
      return BenchmarkCase.parse(filter);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
