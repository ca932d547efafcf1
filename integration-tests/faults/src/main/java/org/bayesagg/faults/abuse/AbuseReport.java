package org.bayesagg.faults.abuse;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** A line of each kind, and a verdict. */
final class AbuseReport {
  private static final int MOST_PROBLEMS = 5;
  private static final int MOST_TEXT = 300;

  private final PrintWriter out;
  private final double bound;
  private boolean well = true;

  /** {@code bound}: of the worker's 99th percentiles, beside by alone. */
  AbuseReport(PrintWriter out, double bound) {
    this.out = out;
    this.bound = bound;
  }

  void heading() {
    out.println(
        "                                               worker's p50, ms   p99, ms           ratio"
            + "   processors taken");
    out.println(
        "kind of abuse        attempts/s     refused    alone  beside    alone  beside  of p99"
            + "   server alone, beside; abuser");
    out.flush();
  }

  void line(AbuseResult result) {
    boolean fine = result.isWell(bound);
    well &= fine;
    out.printf(
        "%-20s %10.0f  %10d   %6.2f  %6.2f   %6.2f  %6.2f  %6.2f   %4.2f %4.2f %4.2f  %s%n",
        result.kind(),
        result.tally().attempts() / result.seconds(),
        result.refused(),
        result.aloneP50(),
        result.beside().p50(),
        result.aloneP99(),
        result.beside().p99(),
        result.ratio(),
        result.serverAlone(),
        result.serverBusy(),
        result.abuserBusy(),
        fine ? "" : "NOT WELL");
    if (result.refused() == 0) {
      out.println("  never refused with " + result.kind().refusal().text());
    }
    result.problems().stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> out.println("  worker: " + cut(problem)));
    if (result.problems().size() > MOST_PROBLEMS) {
      out.println("  worker: " + result.problems().size() + " errors in all");
    }
    out.flush();
  }

  /** What each abuser was told, and what the server held then. */
  void details(List<AbuseResult> results, ServerState before) {
    out.println();
    out.println("what was tried and what came of it; what the server held when it was over:");
    out.println("before anything: " + before.text());
    for (AbuseResult result : results) {
      out.printf(
          "%s: %s%n    refused as %s; told %s%n    %s%n",
          result.kind(),
          result.kind().what(),
          result.kind().refusal().text(),
          result.tally().outcomes().entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(Collectors.joining(", ")),
          result.after().text());
    }
  }

  /** Prints the rest; returns whether all of it is well. */
  boolean end(ServerState before, ServerState after) {
    boolean back = after.isBackTo(before);
    well &= back;
    out.printf("%nat the end: %s: %s%n", after.text(), back ? "as before" : "MORE THAN BEFORE");
    out.printf("bound %.1f: %s%n", bound, well ? "well" : "NOT WELL");
    out.flush();
    return well;
  }

  private static String cut(String text) {
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
  }
}
