package org.bayesagg.cli.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bayesagg.cli.text.TextTable;
import org.bayesagg.cli.text.Units;

/** The results for people: a block for each shape as it comes, and a table at the end. */
final class BenchReport {
  private static final String UNKNOWN = "n/a";

  private final BenchOptions options;
  private final boolean yardstick;
  private final PrintWriter out;

  /**
   * A report.
   *
   * @param yardstick whether one runs
   */
  BenchReport(BenchOptions options, boolean yardstick, PrintWriter out) {
    this.options = options;
    this.yardstick = yardstick;
    this.out = out;
  }

  /** What is measured on, and how. */
  void opening(Surroundings on) {
    line("server", "%s, version %s, Java %s", on.target(), on.server().version(), on.serverJava());
    line("engine", "%s, %s", on.server().engine(), on.server().engineDetail());
    line("client", "Java %s, %d cores", on.java(), on.cores());
    line(
        "load",
        "%d session%s of %d worker%s, %s, %s, %s",
        options.sessions(),
        plural(options.sessions()),
        options.workers(),
        plural(options.workers()),
        options.transport().name().toLowerCase(Locale.ROOT) + " transport",
        options.featureType().name().toLowerCase(Locale.ROOT) + " features",
        options.rate() > 0
            ? String.format(Locale.ROOT, "open loop at %s steps/s", figure(options.rate()))
            : "closed loop");
    line("rounds", "%s%s", length(), options.cycle() ? ", the shapes taking turns" : "");
    out.flush();
  }

  private String length() {
    return options.counted()
        ? options.totalSteps() + " steps"
        : String.format(
            Locale.ROOT,
            "%d of %s s and at least %d steps",
            options.rounds(),
            figure(options.duration().toNanos() / 1e9),
            options.minSteps());
  }

  /** One shape. */
  void result(ShapeResult result) {
    out.println();
    out.println(result.shape());
    line(
        "latency",
        "p50 %s  p90 %s  p99 %s  p99.9 %s ms; p50 of the rounds %s",
        figure(result.remote().median()),
        figure(result.p90()),
        figure(result.p99()),
        figure(result.p999()),
        range(result.remote()));
    if (result.yardstick() != null) {
      line(
          "yardstick",
          "p50 %s ms, least %s ms; p50 of the rounds %s; ratio %s",
          figure(result.yardstick().median()),
          figure(result.yardstickMin()),
          range(result.yardstick()),
          figure(result.ratio()));
    } else if (yardstick) {
      line("yardstick", "left out: it measures one task, not a mix");
    }
    line(
        "speed",
        "%s steps/s, %s MB/s, %d steps in all",
        figure(result.stepsPerSecond()),
        figure(result.megabytesPerSecond()),
        result.steps());
    line("phases", "%s", phases(result));
    line(
        "memory",
        "%s of heap allocated a step, %s x its message of %s; RSS %s%s",
        bytes(result.allocatedBytes()),
        figure(result.allocatedPerMessageByte()),
        bytes((double) result.messageBytes()),
        bytes(result.lastRssBytes()),
        growth(result));
    out.flush();
  }

  private static String phases(ShapeResult result) {
    if (result.phases().isEmpty()) {
      return UNKNOWN;
    }
    return result.phases().entrySet().stream()
            .map(
                entry ->
                    entry.getKey().name().toLowerCase(Locale.ROOT) + " " + figure(entry.getValue()))
            .collect(Collectors.joining("  "))
        + " ms";
  }

  private String growth(ShapeResult result) {
    if (!options.counted() || result.rssBytes().size() != Segment.PERCENTS.size()) {
      return "";
    }
    StringBuilder text = new StringBuilder(" (");
    for (int i = 0; i < Segment.PERCENTS.size(); i++) {
      text.append(i == 0 ? "" : ", ")
          .append(bytes(result.rssBytes().get(i)))
          .append(" at ")
          .append(Segment.PERCENTS.get(i))
          .append("%");
    }
    return text.append(")").toString();
  }

  /** All shapes, a line each. */
  void table(List<ShapeResult> results) {
    out.println();
    TextTable table =
        new TextTable(
            "SHAPE", "P50 MS", "P99 MS", "STEPS/S", "MB/S", "ALLOC X", "YARDSTICK MS", "RATIO");
    for (ShapeResult result : results) {
      table.add(
          result.shape(),
          figure(result.remote().median()),
          figure(result.p99()),
          figure(result.stepsPerSecond()),
          figure(result.megabytesPerSecond()),
          figure(result.allocatedPerMessageByte()),
          result.yardstick() == null ? UNKNOWN : figure(result.yardstick().median()),
          figure(result.ratio()));
    }
    table.print(out, "");
    out.flush();
  }

  private void line(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "  %-10s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private static String range(Spread spread) {
    return figure(spread.min()) + ".." + figure(spread.max());
  }

  private static String plural(int count) {
    return count == 1 ? "" : "s";
  }

  private static String bytes(double bytes) {
    return Double.isNaN(bytes) ? UNKNOWN : Units.bytes(Math.round(bytes));
  }

  /** Three digits that count. */
  static String figure(double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
