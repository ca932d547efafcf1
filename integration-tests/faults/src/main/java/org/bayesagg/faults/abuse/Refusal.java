package org.bayesagg.faults.abuse;

import java.util.concurrent.TimeUnit;
import org.bayesagg.faults.process.Metrics;

/**
 * How a server must refuse an abuse: by a counter of its metrics that grows, or by what the abuser
 * is told.
 *
 * @param series the counter; null: it is told
 * @param told what the abuser hears, or one of several with bars between; null: it is counted
 */
record Refusal(String series, String told) {
  /** How long it may be in coming where the processors have other things to do. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

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
    return heard(tally);
  }

  /** Whether the abuser has heard it, where it is to hear it. */
  boolean isHeard(Tally tally) {
    return told == null || heard(tally) > 0;
  }

  private long heard(Tally tally) {
    long count = 0;
    for (String one : told.split("\\|", -1)) {
      count += tally.count(one);
    }
    return count;
  }

  /** Whether the server's counter, if there is one, has counted it. */
  boolean isCounted(Metrics before, Metrics after) {
    return series == null || after.sum(series) > before.sum(series);
  }

  /** For people. */
  String text() {
    return series == null ? told : series.replaceAll(".*reason=\"(.*)\".*", "$1");
  }
}
