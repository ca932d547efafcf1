package org.bayesagg.cli.quickstart;

import java.util.ArrayList;
import java.util.List;

/** The table of final test results: a line for each way, a column for each task. */
final class ResultTable {
  private static final String GAP = "   ";

  private ResultTable() {}

  /** The table's lines, columns aligned, without trailing blanks. */
  static List<String> lines(Results results) {
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    List<String> units = new ArrayList<>(List.of("way"));
    for (DigitTask task : DigitTask.values()) {
      head.add(task.label());
      units.add(task.moreIsBetter() ? "accuracy %" : "RMSE");
    }
    head.addAll(List.of("delta-m", "speed"));
    units.addAll(List.of("%", "steps/s"));
    cells.add(head);
    cells.add(units);
    for (Way way : results.ways()) {
      cells.add(row(results, way));
    }
    return aligned(cells);
  }

  private static List<String> row(Results results, Way way) {
    List<String> row = new ArrayList<>(List.of(way.label()));
    for (DigitTask task : DigitTask.values()) {
      Estimate last = results.last(way, task);
      row.add(task.moreIsBetter() ? last.times(100).text(1) : last.text(3));
    }
    row.add(way == Way.SINGLE ? "0" : results.deltaM(way).text(1));
    double speed = results.estimate(way, RunResult::stepsPerSecond).mean();
    row.add(Long.toString(Math.round(speed)));
    return row;
  }

  private static List<String> aligned(List<List<String>> cells) {
    int columns = cells.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : cells) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        // Names stand left, numbers right.
        line.append(c == 0 ? row.get(c) + padding : GAP + padding + row.get(c));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add(2, "-".repeat(lines.stream().mapToInt(String::length).max().orElseThrow()));
    return lines;
  }
}
