package org.bayesagg.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.TaskSpec;

/**
 * A step of one task, written {@code kind:NxDxK}, with {@code robust-} before it for the preset
 * ROBUST: the shapes of {@code bayesagg bench}.
 *
 * @param preset PAPER or ROBUST
 * @param kind the likelihood
 * @param examples N
 * @param features D
 * @param outputs K: outputs, or classes
 */
record StepShape(Preset preset, LikelihoodKind kind, int examples, int features, int outputs) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(robust-)?(gaussian|bernoulli|categorical):(\\d{1,6})x(\\d{1,6})x(\\d{1,6})");

  /** A root, as most exponents that train well are. */
  private static final double UNCERTAINTY_EXPONENT = 0.5;

  /** What the goals are stated for, from small to large. */
  static final List<StepShape> STANDARD =
      List.of(
          parse("gaussian:120x64x11"),
          parse("bernoulli:128x64x8"),
          parse("robust-gaussian:120x64x11"),
          parse("gaussian:128x256x3"),
          parse("robust-gaussian:128x512x11"),
          parse("gaussian:128x512x11"),
          parse("bernoulli:128x160x20"),
          parse("categorical:128x256x2"),
          parse("robust-bernoulli:128x160x20"),
          parse("bernoulli:128x512x40"),
          parse("categorical:128x256x5"),
          parse("robust-bernoulli:128x512x40"),
          parse("gaussian:1024x1024x8"),
          parse("bernoulli:1024x1024x8"),
          parse("gaussian:4096x2048x8"),
          parse("robust-gaussian:4096x2048x8"));

  /**
   * A shape from its text.
   *
   * @throws IllegalArgumentException where it is none
   */
  static StepShape parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          text + ": expected gaussian, bernoulli or categorical:NxDxK, perhaps with robust-");
    }
    return new StepShape(
        match.group(1) == null ? Preset.PAPER : Preset.ROBUST,
        LikelihoodKind.valueOf(match.group(2).toUpperCase(Locale.ROOT)),
        Integer.parseInt(match.group(3)),
        Integer.parseInt(match.group(4)),
        Integer.parseInt(match.group(5)));
  }

  boolean robust() {
    return preset == Preset.ROBUST;
  }

  /** Whether a short run keeps it. */
  boolean brief() {
    return examples <= 128;
  }

  /** p: weights of an output. */
  int weights() {
    return kind == LikelihoodKind.GAUSSIAN ? features : features + 1;
  }

  /** Steps before the one that is measured: evidence of four examples a feature under PAPER. */
  int firstSteps() {
    return robust() ? 3 : (int) Math.ceil(4.0 * features / examples);
  }

  AggregationSpec spec() {
    return AggregationSpec.builder(features)
        .preset(preset)
        .task(
            TaskSpec.builder("task", kind)
                .outputs(outputs)
                .uncertaintyExponent(robust() ? null : UNCERTAINTY_EXPONENT))
        .build();
  }

  @Override
  public String toString() {
    return (robust() ? "robust-" : "")
        + kind.name().toLowerCase(Locale.ROOT)
        + ":"
        + examples
        + "x"
        + features
        + "x"
        + outputs;
  }
}
