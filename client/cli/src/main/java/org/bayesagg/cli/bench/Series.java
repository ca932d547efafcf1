package org.bayesagg.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shapes of which one number varies, written with a list in its place.
 *
 * @param text as it was asked for, such as {@code bernoulli:128x256x1,10,100}
 * @param axis the number that varies
 * @param values its values, ascending
 * @param shapes one for each of them
 */
record Series(String text, Axis axis, List<Integer> values, List<Shape> shapes) {
  private static final String LIST = "(\\d+(?:,\\d+)*)";
  private static final Pattern FORM =
      Pattern.compile("(?:" + LIST + "\\*)?[a-z-]+:" + LIST + "x" + LIST + "x" + LIST);

  /** Copies the lists. */
  Series {
    values = List.copyOf(values);
    shapes = List.copyOf(shapes);
  }

  /** What varies, in the order of the text. */
  enum Axis {
    TASKS("tasks"),
    EXAMPLES("examples"),
    FEATURES("features"),
    OUTPUTS("outputs");

    private final String label;

    Axis(String label) {
      this.label = label;
    }

    /** In words. */
    String label() {
      return label;
    }
  }

  /** Whether a text means a series, not a shape. */
  static boolean isOne(String text) {
    return text.indexOf(',') >= 0;
  }

  /**
   * A series from a shape with one list of at least two numbers.
   *
   * @throws ShapeException saying what is wrong
   */
  static Series parse(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      throw new ShapeException(
          text, "expected T*KIND:NxDxK or KIND:NxDxK with a list such as 1,10,100 as one of them");
    }
    int varying = 0;
    for (int group = 1; group <= match.groupCount(); group++) {
      if (match.group(group) != null && isOne(match.group(group))) {
        if (varying != 0) {
          throw new ShapeException(text, "two lists: one number varies in a series");
        }
        varying = group;
      }
    }
    String before = text.substring(0, match.start(varying));
    String after = text.substring(match.end(varying));
    List<Integer> values =
        Arrays.stream(match.group(varying).split(",", -1))
            .map(digits -> Shape.number(text, digits))
            .sorted()
            .distinct()
            .toList();
    return new Series(
        text,
        Axis.values()[varying - 1],
        values,
        values.stream().map(value -> Shape.parse(before + value + after)).toList());
  }
}
