package org.bayesagg.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells under a heading, in columns as wide as their widest cell. */
public final class TextTable {
  private final List<String[]> lines = new ArrayList<>();

  /** Starts with the heading. */
  public TextTable(String... heading) {
    lines.add(heading);
  }

  /** Adds a line with a cell for each column. */
  public void add(Object... cells) {
    String[] line = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      line[i] = String.valueOf(cells[i]);
    }
    lines.add(line);
  }

  /** Prints all lines, each after an indent. */
  public void print(PrintWriter out, String indent) {
    int columns = lines.get(0).length;
    int[] widths = new int[columns];
    for (String[] line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder(indent);
      for (int i = 0; i < columns; i++) {
        text.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
