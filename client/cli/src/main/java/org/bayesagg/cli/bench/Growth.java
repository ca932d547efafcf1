package org.bayesagg.cli.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bayesagg.cli.text.TextTable;

/**
 * How the cost of a step grows along a series.
 *
 * @param series what varies
 * @param results one for each of its values
 */
record Growth(Series series, List<ShapeResult> results) {
  /** Copies the list. */
  Growth {
    results = List.copyOf(results);
  }

  /** A series' own among all results. */
  static Growth of(Series series, List<ShapeResult> all) {
    Map<Shape, ShapeResult> byShape =
        all.stream().collect(Collectors.toMap(ShapeResult::shape, Function.identity()));
    return new Growth(series, series.shapes().stream().map(byShape::get).toList());
  }

  /** The medians in milliseconds. */
  double[] medians() {
    return results.stream().mapToDouble(result -> result.remote().median()).toArray();
  }

  /** A phase's milliseconds a step; 0 where not told. */
  double[] millis(Phase phase) {
    return results.stream()
        .mapToDouble(result -> result.phases().getOrDefault(phase, 0.0))
        .toArray();
  }

  /** What steps take beside the maths, in milliseconds. */
  double[] aroundMaths() {
    return results.stream().mapToDouble(ShapeResult::aroundMaths).toArray();
  }

  /**
   * The power of the value with which the time grew from the one before: 1 is linear.
   *
   * @param i from 1
   */
  double power(int i) {
    double time = medians()[i] / medians()[i - 1];
    double value = (double) series.values().get(i) / series.values().get(i - 1);
    return Math.log(time) / Math.log(value);
  }

  /** A line for each value. */
  void print(PrintWriter out) {
    out.println();
    out.println("growth of " + series.text());
    List<String> heading =
        new ArrayList<>(
            List.of(series.axis().label().toUpperCase(Locale.ROOT), "P50 MS", "MS EACH", "POWER"));
    Phase.MATHS.forEach(phase -> heading.add(phase.name()));
    heading.addAll(List.of("WIRE", "REQUEST MB", "FOOTPRINT", "RSS"));
    TextTable table = new TextTable(heading.toArray(String[]::new));
    for (int i = 0; i < results.size(); i++) {
      table.add(cells(i).toArray());
    }
    table.print(out, "  ");
    out.flush();
  }

  private List<String> cells(int i) {
    ShapeResult result = results.get(i);
    int value = series.values().get(i);
    double median = result.remote().median();
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(value));
    cells.add(Figures.figure(median));
    cells.add(String.format(Locale.ROOT, "%.4f", median / value));
    cells.add(i == 0 ? "" : Figures.figure(power(i)));
    for (Phase phase : Phase.MATHS) {
      cells.add(Figures.figure(result.phases().getOrDefault(phase, Double.NaN)));
    }
    cells.add(Figures.figure(result.aroundMaths()));
    cells.add(Figures.figure(result.requestBytes() / 1e6));
    cells.add(
        result.memory() == null ? Figures.UNKNOWN : Figures.bytes(result.memory().toldBytes()));
    cells.add(Figures.bytes(result.lastRssBytes()));
    return cells;
  }
}
