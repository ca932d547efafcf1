package org.bayesagg.service.codec;

import com.google.protobuf.ProtocolMessageEnum;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bayesagg.math.spec.GradientCentre;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.Preset;
import org.bayesagg.math.spec.Reduction;
import org.bayesagg.math.spec.VariancePooling;
import org.bayesagg.math.spec.WeightGranularity;
import org.bayesagg.math.spec.WeightNormalisation;
import org.bayesagg.math.spec.WeightStatistic;
import org.bayesagg.v1.Likelihood;

/**
 * Pairs the values of a wire enum with those of the maths by name: PREFIX_NAME and NAME.
 *
 * @param <W> the wire enum
 * @param <M> the enum of the maths
 */
final class EnumMapping<W extends Enum<W> & ProtocolMessageEnum, M extends Enum<M>> {
  static final EnumMapping<Likelihood, LikelihoodKind> LIKELIHOOD =
      new EnumMapping<>("LIKELIHOOD_", Likelihood.class, LikelihoodKind.class);
  static final EnumMapping<org.bayesagg.v1.PrecisionStructure, PrecisionStructure> STRUCTURE =
      new EnumMapping<>(
          "PRECISION_STRUCTURE_",
          org.bayesagg.v1.PrecisionStructure.class,
          PrecisionStructure.class);
  static final EnumMapping<org.bayesagg.v1.Preset, Preset> PRESET =
      new EnumMapping<>("PRESET_", org.bayesagg.v1.Preset.class, Preset.class);
  static final EnumMapping<org.bayesagg.v1.GradientCentre, GradientCentre> CENTRE =
      new EnumMapping<>(
          "GRADIENT_CENTRE_", org.bayesagg.v1.GradientCentre.class, GradientCentre.class);
  static final EnumMapping<org.bayesagg.v1.WeightStatistic, WeightStatistic> STATISTIC =
      new EnumMapping<>(
          "WEIGHT_STATISTIC_", org.bayesagg.v1.WeightStatistic.class, WeightStatistic.class);
  static final EnumMapping<org.bayesagg.v1.VariancePooling, VariancePooling> POOLING =
      new EnumMapping<>(
          "VARIANCE_POOLING_", org.bayesagg.v1.VariancePooling.class, VariancePooling.class);
  static final EnumMapping<org.bayesagg.v1.WeightGranularity, WeightGranularity> GRANULARITY =
      new EnumMapping<>(
          "WEIGHT_GRANULARITY_", org.bayesagg.v1.WeightGranularity.class, WeightGranularity.class);
  static final EnumMapping<org.bayesagg.v1.WeightNormalisation, WeightNormalisation> NORMALISATION =
      new EnumMapping<>(
          "WEIGHT_NORMALISATION_",
          org.bayesagg.v1.WeightNormalisation.class,
          WeightNormalisation.class);
  static final EnumMapping<org.bayesagg.v1.Reduction, Reduction> REDUCTION =
      new EnumMapping<>("REDUCTION_", org.bayesagg.v1.Reduction.class, Reduction.class);

  private final Class<M> maths;
  private final Map<W, M> toMaths;
  private final Map<M, W> toWire;

  private EnumMapping(String prefix, Class<W> wire, Class<M> maths) {
    this.maths = maths;
    toMaths = new EnumMap<>(wire);
    toWire = new EnumMap<>(maths);
    for (M value : maths.getEnumConstants()) {
      W sent = Enum.valueOf(wire, prefix + value.name());
      toMaths.put(sent, value);
      toWire.put(value, sent);
    }
  }

  /** The value, or null where it is unset; one that is unknown is reported. */
  M read(String field, W value, int number, Problems problems) {
    M read = toMaths.get(value);
    if (read == null && number != 0) {
      String expected =
          Stream.of(maths.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
      problems.add(FieldReason.VALUE_OUT_OF_RANGE, field, String.valueOf(number), expected);
    }
    return read;
  }

  /** The wire's value. */
  W write(M value) {
    return toWire.get(value);
  }
}
