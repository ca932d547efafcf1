package org.bayesagg.cli.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bayesagg.cli.text.TextTable;

/** The results for people: a block for each shape as it comes, and a table at the end. */
final class BenchReport {
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
            ? String.format(Locale.ROOT, "open loop at %s steps/s", Figures.figure(options.rate()))
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
            Figures.figure(options.duration().toNanos() / 1e9),
            options.minSteps());
  }

  /** The server is the command's own. */
  void ownServer(Path log) {
    line("log", "%s, kept if this fails", log);
  }

  /** One shape. */
  void result(ShapeResult result) {
    out.println();
    out.println(result.shape());
    line(
        "latency",
        "p50 %s  p90 %s  p99 %s  p99.9 %s ms; p50 of the rounds %s",
        Figures.figure(result.remote().median()),
        Figures.figure(result.p90()),
        Figures.figure(result.p99()),
        Figures.figure(result.p999()),
        Figures.range(result.remote()));
    if (result.yardstick() != null) {
      line(
          "yardstick",
          "p50 %s ms, least %s ms; p50 of the rounds %s; ratio %s",
          Figures.figure(result.yardstick().median()),
          Figures.figure(result.yardstickMin()),
          Figures.range(result.yardstick()),
          Figures.figure(result.ratio()));
    } else if (yardstick) {
      line("yardstick", "left out: it measures one task, not a mix");
    }
    line(
        "speed",
        "%s steps/s, %s MB/s, %d steps in all",
        Figures.figure(result.stepsPerSecond()),
        Figures.figure(result.megabytesPerSecond()),
        result.steps());
    line("phases", "%s", phases(result));
    line(
        "memory",
        "%s of heap allocated a step, %s x the messages of %s; RSS %s%s",
        Figures.bytes(result.allocatedBytes()),
        Figures.figure(result.allocatedPerMessageByte()),
        Figures.bytes((double) result.messageBytes()),
        Figures.bytes(result.lastRssBytes()),
        growth(result));
    if (result.memory() != null) {
      line("footprint", "%s", result.memory());
    }
    out.flush();
  }

  private static String phases(ShapeResult result) {
    if (result.phases().isEmpty()) {
      return Figures.UNKNOWN;
    }
    return result.phases().entrySet().stream()
            .map(
                entry ->
                    entry.getKey().name().toLowerCase(Locale.ROOT)
                        + " "
                        + Figures.figure(entry.getValue()))
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
          .append(Figures.bytes(result.rssBytes().get(i)))
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
          Figures.figure(result.remote().median()),
          Figures.figure(result.p99()),
          Figures.figure(result.stepsPerSecond()),
          Figures.figure(result.megabytesPerSecond()),
          Figures.figure(result.allocatedPerMessageByte()),
          result.yardstick() == null
              ? Figures.UNKNOWN
              : Figures.figure(result.yardstick().median()),
          Figures.figure(result.ratio()));
    }
    table.print(out, "");
    out.flush();
  }

  private void line(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "  %-10s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private static String plural(int count) {
    return count == 1 ? "" : "s";
  }
}
