package org.bayesagg.faults.fuzz;

import java.io.PrintWriter;
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
      Reading first,
      Reading last,
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
    grown("threads", first.threads(), last.threads(), 2);
    grown("descriptors", first.descriptors(), last.descriptors(), 8);
    grown("direct MB", first.directBytes() / 1e6, last.directBytes() / 1e6, 2);
    grown("native MB", first.nativeBytes() / 1e6, last.nativeBytes() / 1e6, 2);
    grown("RSS MB", first.residentBytes() / 1e6, last.residentBytes() / 1e6, 16);
    out.printf(
        "p99 of the worker's steps: %.1f ms alone, %.1f ms beside (all on the same processors)%n",
        aloneMillis, besideMillis);
    out.printf(
        "%d messages, %d of them connections with garbage, in %.0f s: %s%n",
        onslaught.sent(), onslaught.connections(), last.seconds(), well ? "well" : "NOT WELL");
    out.flush();
    return well;
  }

  private void grown(String what, double before, double after, double slack) {
    check(
        what,
        !enough || after <= GROWTH * before + slack,
        String.format("%.1f after a twentieth, %.1f at the end", before, after)
            + (enough ? "" : "; too short to tell"));
  }

  private void check(String what, boolean fine, String found) {
    well &= fine;
    out.printf("%-16s %-4s %s%n", what, fine ? "ok" : "NO", found);
  }

  private static String cut(String text) {
    return text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
  }
}
