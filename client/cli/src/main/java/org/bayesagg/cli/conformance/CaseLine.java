package org.bayesagg.cli.conformance;

import java.util.Locale;
import java.util.stream.Collectors;

/** A case's line in the report. */
final class CaseLine {
  private CaseLine() {}

  /** Name, each quantity's largest relative error and bound, and the verdict. */
  static String of(String name, int width, Comparison comparison) {
    String errors =
        comparison.errors().entrySet().stream()
            .map(
                entry ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1e <= %.1e%s",
                        entry.getKey().label(),
                        entry.getValue().relative(),
                        entry.getValue().bound(),
                        entry.getValue().passed() ? "" : " (!)"))
            .collect(Collectors.joining(", "));
    return line(name, width, errors, comparison.passed());
  }

  /** A case that could not be played. */
  static String failure(String name, int width, String why) {
    return line(name, width, why, false);
  }

  private static String line(String name, int width, String text, boolean passed) {
    return String.format(
        Locale.ROOT, "%-" + width + "s  %s  %s", name, text, passed ? "ok" : "FAIL");
  }
}
