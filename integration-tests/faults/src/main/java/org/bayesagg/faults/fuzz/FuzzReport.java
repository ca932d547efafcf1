package org.bayesagg.faults.fuzz;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bayesagg.faults.process.Reading;

/** What came of it. */
final class FuzzReport {
  private static final double GROWTH = 1.1;

  private final PrintWriter out;
  private final boolean enough;
  private boolean well = true;

  /** {@code enough}: so long that what grows is a leak. */
  FuzzReport(PrintWriter out, boolean enough) {
    this.out = out;
    this.enough = enough;
  }

  /** Prints it; returns whether all of it is well. */
  boolean print(
      Onslaught onslaught,
      Victim victim,
      Bystander bystander,
      List<Reading> readings,
      double aloneMillis,
      double besideMillis) {
    out.println();
    onslaught.outcomes().forEach((name, count) -> out.printf("%10d  %s%n", count, name));
    check("answers", onslaught.unfair().isEmpty(), "OK or errors of the caller's");
    onslaught.unfair().forEach((what, why) -> out.println("  " + what + ": " + cut(why)));
    check("guarded session", victim.isUntouched(), "as it was");
    Throwable failure = bystander.failure();
    check(
        "worker beside",
        failure == null,
        bystander.steps() + " right answers" + (failure == null ? "" : ", then " + failure));
    grown("threads", readings, Reading::threads, 1, 2);
    grown("descriptors", readings, Reading::descriptors, 1, 8);
    grown("direct MB", readings, Reading::directBytes, 1e-6, 2);
    grown("native MB", readings, Reading::nativeBytes, 1e-6, 2);
    grown("RSS MB", readings, Reading::residentBytes, 1e-6, 16);
    out.printf(
        "p99 of the worker's steps: %.1f ms alone, %.1f ms beside (all on the same processors)%n",
        aloneMillis, besideMillis);
    out.printf(
        "%d messages, %d of them connections with garbage, in %.0f s: %s%n",
        onslaught.sent(),
        onslaught.connections(),
        readings.get(readings.size() - 1).seconds(),
        well ? "well" : "NOT WELL");
    out.flush();
    return well;
  }

  /** Pools breathe: what leaks is there in a period's lowest reading too. */
  private void grown(
      String what,
      List<Reading> readings,
      ToDoubleFunction<Reading> of,
      double unit,
      double slack) {
    int quarter = Math.max(1, readings.size() / 4);
    double before = unit * least(readings.subList(0, quarter), of);
    double after = unit * least(readings.subList(readings.size() - quarter, readings.size()), of);
    check(
        what,
        !enough || after <= GROWTH * before + slack,
        String.format("at least %.1f in the first quarter, %.1f in the last", before, after)
            + (enough ? "" : "; too short to tell"));
  }

  private static double least(List<Reading> readings, ToDoubleFunction<Reading> of) {
    return readings.stream().mapToDouble(of).min().orElseThrow();
  }

  private void check(String what, boolean fine, String found) {
    well &= fine;
    out.printf("%-16s %-4s %s%n", what, fine ? "ok" : "NO", found);
  }

  private static String cut(String text) {
    return text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
  }
}
