package org.bayesagg.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bayesagg.benchmarks.Roofs.Bandwidth;

/**
 * Roofs from measurements: of each kind the fastest, since a roof is what was possible. A case that
 * is faster than the products made for it raises the arithmetic one.
 */
final class RoofMeasurement {
  private static final double NANOS = 1e9;

  private final List<Measurement> taken = new ArrayList<>();

  /** Adds one of a {@link RoofCase}, or of any other case. */
  void add(Measurement measurement) {
    taken.add(measurement);
  }

  Roofs roofs() {
    List<Bandwidth> bandwidths =
        RoofCase.STANDARD.stream()
            .filter(roof -> roof.precision() == null)
            .map(roof -> new Bandwidth(roof.size(), rate(Work::bytes, roof)))
            .toList();
    return new Roofs(rate(Work::singleFlops, null), rate(Work::doubleFlops, null), bandwidths);
  }

  private double rate(ToDoubleFunction<Work> amount, RoofCase only) {
    return taken.stream()
        .filter(each -> only == null || each.what().name().equals(only.toString()))
        .mapToDouble(each -> NANOS * amount.applyAsDouble(each.what().work()) / each.min())
        .max()
        .orElse(Double.NaN);
  }
}
