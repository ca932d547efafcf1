package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE =
      """
      # HELP process_resident_memory_bytes Resident memory size in bytes.
      # TYPE process_resident_memory_bytes gauge
      process_resident_memory_bytes 2.5E8
      jvm_memory_pool_bytes_used{pool="G1 Eden Space",} 4.0E6
      jvm_memory_pool_bytes_used{pool="G1 Old Gen",} 1.0E7
      jvm_memory_pool_bytes_used{pool="Metaspace",} 7.0E7
      jvm_memory_pool_allocated_bytes_total{pool="G1 Eden Space",} 100.0
      jvm_memory_pool_allocated_bytes_total{pool="CodeCache",} 5.0
      jvm_gc_collection_seconds_count{gc="G1 Young Generation",} 3.0
      jvm_gc_collection_seconds_count{gc="G1 Old Generation",} 1.0
      jvm_info{runtime="OpenJDK",vendor="V, \\"W\\"",version="17.0.1",} 1.0
      latency_bucket{le="+Inf",} +Inf
      """;

  private final MetricsPage page = new MetricsPage(PAGE);

  @Test
  void sum_isOverAllLabels() {
    assertThat(page.sum("jvm_gc_collection_seconds_count")).isEqualTo(4);
    assertThat(page.sum("latency_bucket")).isInfinite();
    assertThat(page.sum("unheard_of")).isNaN();
  }

  @Test
  void label_isOfTheFirst() {
    assertThat(page.label("jvm_info", "version")).contains("17.0.1");
    assertThat(page.label("unheard_of", "version")).isEmpty();
  }

  @Test
  void reading_countsTheHeapAlone() {
    assertThat(Reading.of(page)).isEqualTo(new Reading(2.5e8, 4, 1.4e7, 100, 4e6));
  }
}
