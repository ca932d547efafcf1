package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements for people: each beside its floor, in columns or as Markdown. */
final class ResultTable {
  private static final String[] HEADING = {
    "case", "form", "measured", "floor", "ratio", "bound by", "Gflop/s", "GB/s", "allocated"
  };

  private final Roofs roofs;
  private final List<String[]> lines = new ArrayList<>();

  ResultTable(Roofs roofs, List<Measurement> measurements) {
    this.roofs = roofs;
    lines.add(HEADING);
    measurements.forEach(measurement -> lines.add(line(measurement)));
  }

  private String[] line(Measurement it) {
    Work work = it.what().work();
    return new String[] {
      it.what().name(),
      it.what().form(),
      time(it.median()),
      time(roofs.floorNanos(work)),
      number("%.2f", it.ratio(roofs)),
      roofs.arithmeticBound(work) ? "flops" : "bytes",
      number("%.1f", work.flops() / it.median()),
      number("%.1f", work.bytes() / it.median()),
      Double.isNaN(it.allocatedBytes()) ? "n/a" : bytes(it.allocatedBytes())
    };
  }

  /** The machine's limits in one line. */
  String limits() {
    StringBuilder text = new StringBuilder();
    text.append(number("float32 %.0f Gflop/s", roofs.singleRate() / 1e9));
    text.append(number(", float64 %.0f Gflop/s", roofs.doubleRate() / 1e9));
    for (Roofs.Bandwidth bandwidth : roofs.bandwidths()) {
      text.append(", copy of ").append(bytes(bandwidth.bytes()));
      text.append(number(" %.0f GB/s", bandwidth.rate() / 1e9));
    }
    return text.toString();
  }

  /** In columns, names to the left and numbers to the right. */
  String columns() {
    int[] widths = new int[HEADING.length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < line.length; i++) {
        String blanks = " ".repeat(widths[i] - line[i].length());
        row.append(i < 2 ? line[i] + blanks : blanks + line[i]).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** The limits, and a table. */
  String markdown() {
    StringBuilder text = new StringBuilder("Roofs: " + limits() + ".\n\n");
    for (int i = 0; i < lines.size(); i++) {
      text.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|---|---|").append("---:|".repeat(HEADING.length - 2)).append('\n');
      }
    }
    return text.toString();
  }

  static String time(double nanos) {
    if (nanos < 1e6) {
      return number("%.1f µs", nanos / 1e3);
    }
    return number(nanos < 1e8 ? "%.2f ms" : "%.0f ms", nanos / 1e6);
  }

  private static String bytes(double bytes) {
    if (bytes < 1024) {
      return number("%.0f B", bytes);
    }
    return bytes < 1 << 20
        ? number("%.1f KiB", bytes / 1024)
        : number("%.1f MiB", bytes / (1 << 20));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
