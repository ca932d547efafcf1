package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bayesagg.client.Likelihood;
import org.bayesagg.client.Preset;

/**
 * What a step consists of.
 *
 * @param text as it was asked for
 * @param preset of the session
 * @param examples n
 * @param features d
 * @param parts the tasks, at least one
 */
record Shape(String text, Preset preset, int examples, int features, List<Part> parts) {
  private static final Pattern PART =
      Pattern.compile(
          "(?:(\\d+)\\*)?(robust-)?(gaussian|bernoulli|categorical):(\\d+)x(\\d+)x(\\d+)");

  /** Far more tasks than a session ever has. */
  private static final int MAX_TASKS = 100_000;

  /** The longest array that a Java program can send at once, with room to spare. */
  private static final long MAX_ELEMENTS = 1L << 29;

  /** The shapes that are measured where none is named: from tiny to large, of every kind. */
  static final List<Shape> STANDARD =
      List.of(
          parse("gaussian:120x64x11"),
          parse("gaussian:128x256x3"),
          parse("gaussian:128x512x11"),
          parse("bernoulli:128x64x8"),
          parse("bernoulli:128x160x20"),
          parse("bernoulli:128x512x40"),
          parse("categorical:128x256x2"),
          parse("categorical:128x256x5"),
          parse("gaussian:1024x1024x8"),
          parse("bernoulli:1024x1024x8"),
          parse("gaussian:4096x2048x8"),
          parse("robust-gaussian:120x64x11"),
          parse("robust-gaussian:128x512x11"),
          parse("robust-bernoulli:128x160x20"),
          parse("robust-bernoulli:128x512x40"),
          parse("robust-gaussian:4096x2048x8"));

  /** Those that a server is overloaded with: one of much wire, one of much maths. */
  static final List<Shape> OVERLOAD =
      List.of(parse("robust-gaussian:128x512x11"), parse("bernoulli:128x160x20"));

  /** Copies the list. */
  Shape {
    parts = List.copyOf(parts);
  }

  /** The kinds of its parts as {@link #parse} reads them: with preset, without numbers. */
  List<String> kinds() {
    String robust = preset == Preset.ROBUST ? "robust-" : "";
    return parts.stream()
        .map(part -> robust + part.likelihood().name().toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  /**
   * One task.
   *
   * @param likelihood its observation model
   * @param outputs its outputs, or classes
   */
  record Part(Likelihood likelihood, int outputs) {}

  /**
   * A shape from {@code kind:NxDxK}, or {@code T*kind:NxDxK} for T such tasks, or several of these
   * joined by {@code +}.
   *
   * @throws ShapeException saying what is wrong
   */
  static Shape parse(String whole) {
    List<Part> parts = new ArrayList<>();
    Shape first = null;
    for (String one : whole.split("\\+", -1)) {
      Shape next = part(whole, one);
      if (first == null) {
        first = next;
      } else if (next.examples != first.examples || next.features != first.features) {
        throw new ShapeException(whole, "the tasks of a mix have the same N and D");
      } else if (next.preset != first.preset) {
        throw new ShapeException(whole, "a mix is all robust- or not at all");
      }
      parts.addAll(next.parts);
    }
    return new Shape(whole, first.preset, first.examples, first.features, parts);
  }

  private static Shape part(String whole, String text) {
    Matcher match = PART.matcher(text);
    if (!match.matches()) {
      throw new ShapeException(
          whole,
          "expected KIND:NxDxK, KIND gaussian, bernoulli or categorical, perhaps with robust-"
              + " before it, or T*KIND:NxDxK; several joined by +");
    }
    int tasks = match.group(1) == null ? 1 : number(whole, match.group(1));
    int n = number(whole, match.group(4));
    int d = number(whole, match.group(5));
    int k = number(whole, match.group(6));
    Likelihood likelihood = likelihood(match.group(3));
    if (tasks < 1 || tasks > MAX_TASKS) {
      throw new ShapeException(whole, "1 to " + MAX_TASKS + " tasks");
    }
    if (n < 1 || d < 1 || k < 1) {
      throw new ShapeException(whole, "N, D and K are at least 1");
    }
    if (likelihood == Likelihood.CATEGORICAL && k < 2) {
      throw new ShapeException(whole, "a categorical task has at least 2 classes");
    }
    if (Math.max(Math.max((long) n * d, (long) n * k), (d + 1L) * k) > MAX_ELEMENTS) {
      throw new ShapeException(whole, "an array of more than " + MAX_ELEMENTS + " elements");
    }
    return new Shape(
        text,
        match.group(2) == null ? Preset.PAPER : Preset.ROBUST,
        n,
        d,
        Collections.nCopies(tasks, new Part(likelihood, k)));
  }

  private static Likelihood likelihood(String name) {
    return switch (name) {
      case "gaussian" -> Likelihood.GAUSSIAN;
      case "bernoulli" -> Likelihood.BERNOULLI;
      default -> Likelihood.CATEGORICAL;
    };
  }

  static int number(String whole, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new ShapeException(whole, digits + " is too large", e);
    }
  }

  /** Whether it has several tasks. */
  boolean mix() {
    return parts.size() > 1;
  }

  /** Bytes of the arrays that a step sends, without the few bytes of their envelope. */
  long requestBytes(int featureBytes) {
    long bytes = (long) examples * features * featureBytes;
    for (Part part : parts) {
      long labels = part.likelihood == Likelihood.CATEGORICAL ? 1 : part.outputs;
      bytes += Float.BYTES * (examples * labels + (features + 1L) * part.outputs);
    }
    return bytes;
  }

  /** Bytes of the direction that a step is answered with. */
  long answerBytes() {
    return (long) examples * features * Float.BYTES;
  }

  @Override
  public String toString() {
    return text;
  }
}
