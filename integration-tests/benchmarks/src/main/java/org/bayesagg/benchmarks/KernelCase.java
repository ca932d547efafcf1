package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bayesagg.math.linalg.Precision;

/**
 * A kernel at a shape and precision, written {@code kernel:precision:NxQ}.
 *
 * @param kernel what is done
 * @param precision of all operands
 * @param examples n
 * @param weights q
 */
record KernelCase(Kernel kernel, Precision precision, int examples, int weights) {
  private static final Pattern TEXT =
      Pattern.compile("([a-z-]+):(single|double):(\\d{1,6})x(\\d{1,6})");

  /** Shapes n × q of the yardstick's steps, from tiny to large. */
  private static final int[][] SHAPES = {
    {128, 64}, {128, 256}, {128, 512}, {1024, 1024}, {4096, 2048}
  };

  private static final int LEAST_TRAFFIC = 512;

  /** Every kernel at every shape in both precisions; of mere traffic the larger ones. */
  static List<KernelCase> standard() {
    List<KernelCase> cases = new ArrayList<>();
    for (Kernel kernel : Kernel.values()) {
      for (Precision precision : Precision.values()) {
        for (int[] shape : SHAPES) {
          KernelCase each = new KernelCase(kernel, precision, shape[0], shape[1]);
          if (each.weights() >= LEAST_TRAFFIC || each.arithmetic()) {
            cases.add(each);
          }
        }
      }
    }
    return cases;
  }

  /**
   * A case from its text.
   *
   * @throws IllegalArgumentException where it is none
   */
  static KernelCase parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(text + ": expected KERNEL:single|double:NxQ");
    }
    return new KernelCase(
        Kernel.of(match.group(1)),
        Precision.valueOf(match.group(2).toUpperCase(Locale.ROOT)),
        Integer.parseInt(match.group(3)),
        Integer.parseInt(match.group(4)));
  }

  /** Whether a short run keeps it: neither quick nor slow. */
  boolean brief() {
    return examples == 1024 && arithmetic();
  }

  /** Whether there is more to do than to move or add elements. */
  private boolean arithmetic() {
    return work().flops() > work().bytes();
  }

  Work work() {
    return kernel.work(precision, examples, weights);
  }

  @Override
  public String toString() {
    return kernel.text()
        + ":"
        + precision.name().toLowerCase(Locale.ROOT)
        + ":"
        + examples
        + "x"
        + weights;
  }
}
