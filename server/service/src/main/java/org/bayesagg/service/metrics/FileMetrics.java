package org.bayesagg.service.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.bayesagg.service.tls.ServerTls.Validity;

/** Files that are read again when they change. Thread-safe. */
public final class FileMetrics {
  private final CollectorRegistry registry;
  private final Counter failures;

  /** Metrics in a registry. */
  public FileMetrics(CollectorRegistry registry) {
    this.registry = registry;
    failures =
        Counter.build(
                "bayesagg_reload_failures_total",
                "Changed files that could not be used: the last good ones stay in force.")
            .labelNames("what")
            .register(registry);
    failures.labels("certificate");
    failures.labels("access");
  }

  /** Counts changes of those files that could not be used. */
  public Runnable failuresOf(String what) {
    return failures.labels(what)::inc;
  }

  /** Shows until when certificates are valid. */
  public void watch(Supplier<Validity> certificates) {
    registry.register(
        new Collector() {
          @Override
          public List<MetricFamilySamples> collect() {
            GaugeMetricFamily ends =
                new GaugeMetricFamily(
                    "bayesagg_tls_certificate_not_after_seconds",
                    "When the certificate in force ends, in seconds since 1970.",
                    List.of("certificate"));
            Validity now = certificates.get();
            add(ends, "server", now.server());
            if (now.clientAuthority() != null) {
              add(ends, "client_ca", now.clientAuthority());
            }
            return List.of(ends);
          }
        });
  }

  private static void add(GaugeMetricFamily family, String which, Instant end) {
    family.addMetric(List.of(which), (double) end.getEpochSecond());
  }
}
