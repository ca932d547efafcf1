package org.bayesagg.faults.soak;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bayesagg.faults.process.Reading;

/** Whether what a server holds stayed flat: the last tenth against the second. */
final class SoakReport {
  private static final double GROWTH = 1.1;
  private static final double SLOWER = 1.2;

  private final List<Reading> readings;
  private final Progress progress;

  SoakReport(List<Reading> readings, Progress progress) {
    this.readings = List.copyOf(readings);
    this.progress = progress;
  }

  /** Prints the comparison; returns whether all of it is well. */
  boolean print(PrintWriter out) {
    out.println();
    boolean flat = compare(out, "RSS MB", 1e-6, 0, Reading::residentBytes);
    flat &= compare(out, "descriptors", 1, 5, Reading::descriptors);
    flat &= compare(out, "threads", 1, 2, Reading::threads);
    flat &= compare(out, "direct MB", 1e-6, 1, Reading::directBytes);
    flat &= compare(out, "native MB", 1e-6, 1, Reading::nativeBytes);
    double first = progress.p99(0);
    double last = progress.p99(9);
    boolean asFast = last <= SLOWER * first;
    out.printf(
        "p99 of steps without a fault: first tenth %.2f ms, last tenth %.2f ms, ratio %.2f: %s%n",
        first, last, last / first, asFast ? "as fast" : "SLOWER");
    out.print("p99 by tenth, ms:");
    for (int tenth = 0; tenth < 10; tenth++) {
      out.printf(" %.2f", progress.p99(tenth));
    }
    out.println();
    out.printf("%d steps, %d faults%n", progress.steps(), progress.faults() / 2);
    out.flush();
    return flat && asFast;
  }

  private boolean compare(
      PrintWriter out, String what, double scale, double slack, ToDoubleFunction<Reading> value) {
    double before = scale * mean(1, value);
    double after = scale * mean(9, value);
    boolean flat = after <= GROWTH * before + slack;
    out.printf(
        "%-12s second tenth %8.1f, last tenth %8.1f, ratio %.2f: %s%n",
        what, before, after, after / before, flat ? "flat" : "GROWS");
    return flat;
  }

  private double mean(int tenth, ToDoubleFunction<Reading> value) {
    int size = readings.size();
    return readings.subList(size * tenth / 10, size * (tenth + 1) / 10).stream()
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }
}
