package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server shows at {@code /metrics}, in Prometheus's text format. */
final class MetricsPage {
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z_:][\\w:]*)(?:\\{(.*)\\})?\\s+(\\S+)(?:\\s+-?\\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final List<Series> series = new ArrayList<>();

  private record Series(String name, String labels, double value) {
    String label(String key) {
      Matcher label = LABEL.matcher(labels);
      while (label.find()) {
        if (label.group(1).equals(key)) {
          return label.group(2);
        }
      }
      return "";
    }
  }

  /** Reads the page; what is no sample is passed over. */
  MetricsPage(String text) {
    for (String line : text.lines().toList()) {
      Matcher match = LINE.matcher(line.strip());
      if (match.matches()) {
        String labels = match.group(2) == null ? "" : match.group(2);
        series.add(new Series(match.group(1), labels, number(match.group(3))));
      }
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The sum of a metric over all its labels; NaN where the page does not have it. */
  double sum(String name) {
    return sum(name, "", value -> true);
  }

  /** The sum over those whose label passes. */
  double sum(String name, String label, Predicate<String> passes) {
    return series.stream()
        .filter(one -> one.name.equals(name) && passes.test(one.label(label)))
        .mapToDouble(Series::value)
        .boxed()
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  /** A metric's label, of the first with that name. */
  Optional<String> label(String name, String label) {
    return series.stream()
        .filter(one -> one.name.equals(name))
        .map(one -> one.label(label))
        .findFirst();
  }
}
