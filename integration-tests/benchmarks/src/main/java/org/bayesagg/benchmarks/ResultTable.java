package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measurements for people: each beside its floor, in columns or as Markdown. The ratio is that of
 * the median iteration, the best that of the fastest, which a busy machine disturbs less.
 */
final class ResultTable {
  private static final String[] HEADING = {
    "case", "form", "median", "floor", "ratio", "best", "bound by", "Gflop/s", "GB/s", "allocated"
  };

  private final Roofs roofs;
  private final Grid times = new Grid(2, HEADING);
  private final Grid phases;

  ResultTable(Roofs roofs, List<Measurement> measurements) {
    this.roofs = roofs;
    List<String> phaseHeading = new ArrayList<>(List.of("phases (means)"));
    phaseHeading.addAll(Measurement.PHASES);
    phases = new Grid(1, phaseHeading.toArray(String[]::new));
    for (Measurement measurement : measurements) {
      times.add(line(measurement));
      if (measurement.what().step()) {
        phases.add(phases(measurement));
      }
    }
  }

  private static String[] phases(Measurement it) {
    List<String> cells = new ArrayList<>(List.of(it.what().name()));
    Measurement.PHASES.forEach(phase -> cells.add(time(it.phases().get(phase))));
    return cells.toArray(String[]::new);
  }

  private String[] line(Measurement it) {
    Work work = it.what().work();
    return new String[] {
      it.what().name(),
      it.what().form(),
      time(it.median()),
      time(roofs.floorNanos(work)),
      number("%.2f", it.ratio(roofs)),
      number("%.2f", it.bestRatio(roofs)),
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

  /** The measurements, and the phases of the steps among them. */
  List<Grid> grids() {
    return phases.lines() > 1 ? List.of(times, phases) : List.of(times);
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
