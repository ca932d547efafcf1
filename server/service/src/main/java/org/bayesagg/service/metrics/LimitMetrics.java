package org.bayesagg.service.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** What is limited: how much there is now, where nothing else tells, and how much there may be. */
public final class LimitMetrics extends Collector {
  private final Map<String, Double> limits = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();

  private record Reading(String name, String help, DoubleSupplier value) {}

  /** Metrics in a registry; to be filled before it is looked at. */
  public LimitMetrics(CollectorRegistry registry) {
    registry.register(this);
  }

  /** Of that there may be so much. */
  public LimitMetrics limit(String what, double most) {
    limits.put(what, most);
    return this;
  }

  /** So much there is whenever somebody looks. */
  public LimitMetrics now(String name, String help, DoubleSupplier value) {
    readings.add(new Reading(name, help, value));
    return this;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> families = new ArrayList<>();
    GaugeMetricFamily most =
        new GaugeMetricFamily(
            "bayesagg_limit", "How much there may be, by what is limited.", List.of("limit"));
    limits.forEach((what, value) -> most.addMetric(List.of(what), value));
    families.add(most);
    for (Reading reading : readings) {
      families.add(
          new GaugeMetricFamily(reading.name(), reading.help(), reading.value().getAsDouble()));
    }
    return families;
  }
}
