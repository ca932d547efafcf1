package org.bayesagg.faults.abuse;

import org.bayesagg.faults.process.Metrics;

/**
 * How a server must refuse an abuse: by a counter of its metrics that grows, by what the abuser is
 * told, or by both.
 *
 * @param series the counter; null: none
 * @param told what the abuser hears, or one of several with bars between; null: anything
 */
record Refusal(String series, String told) {
  /** An error of that reason. */
  static Refusal reason(String reason) {
    return new Refusal("bayesagg_refusals_total{reason=\"" + reason + "\",}", null);
  }

  /** What a metric counts. */
  static Refusal counted(String series) {
    return new Refusal(series, null);
  }

  /** What no metric counts: the transport says it. */
  static Refusal told(String told) {
    return new Refusal(null, told);
  }

  /** How often it came. */
  long count(Metrics before, Metrics after, Tally tally) {
    if (series != null) {
      return Math.round(after.sum(series) - before.sum(series));
    }
    long count = 0;
    for (String one : told.split("\\|", -1)) {
      count += tally.count(one);
    }
    return count;
  }

  /** For people. */
  String text() {
    return series == null ? told : series.replaceAll(".*reason=\"(.*)\".*", "$1");
  }
}
