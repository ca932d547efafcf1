package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells under a heading, the first columns to the left, numbers to the right. */
final class Grid {
  private final int left;
  private final int columns;
  private final List<String[]> lines = new ArrayList<>();

  /** Starts with the heading; the first {@code left} columns are text. */
  Grid(int left, String... heading) {
    this.left = left;
    this.columns = heading.length;
    lines.add(heading);
  }

  /** Adds a line with a cell for each column. */
  void add(String... cells) {
    lines.add(cells);
  }

  /** With the heading. */
  int lines() {
    return lines.size();
  }

  /** In columns as wide as their widest cell. */
  String text() {
    int[] widths = new int[columns];
    for (String[] line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String blanks = " ".repeat(widths[i] - line[i].length());
        row.append(i < left ? line[i] + blanks : blanks + line[i]).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
      if (i == 0) {
        text.append('|').append("---|".repeat(left));
        text.append("---:|".repeat(columns - left)).append('\n');
      }
    }
    return text.toString();
  }
}
