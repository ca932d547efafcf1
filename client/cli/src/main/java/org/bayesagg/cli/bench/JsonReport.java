package org.bayesagg.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The results for programs: a list, one object a shape. What is not known is null. */
final class JsonReport {
  private static final double ROUNDING = 1e6;

  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final BenchOptions options;
  private final Surroundings surroundings;

  JsonReport(BenchOptions options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /** Writes the file, over an older one. */
  void write(List<ShapeResult> results, Path file) throws IOException {
    json.writeValue(file.toFile(), list(results));
  }

  ArrayNode list(List<ShapeResult> results) {
    ArrayNode list = json.createArrayNode();
    results.forEach(result -> list.add(object(result)));
    return list;
  }

  private ObjectNode object(ShapeResult result) {
    ObjectNode object = json.createObjectNode();
    object.put("shape", result.shape().text());
    put(object, "remote_ms_p50", result.remote().median());
    put(
        object,
        "yardstick_ms_p50",
        result.yardstick() == null ? Double.NaN : result.yardstick().median());
    put(object, "ratio", result.ratio());
    put(object, "remote_ms_p50_round_min", result.remote().min());
    put(object, "remote_ms_p50_round_max", result.remote().max());
    put(
        object,
        "yardstick_ms_p50_round_min",
        result.yardstick() == null ? Double.NaN : result.yardstick().min());
    put(
        object,
        "yardstick_ms_p50_round_max",
        result.yardstick() == null ? Double.NaN : result.yardstick().max());
    put(object, "yardstick_ms_min", result.yardstickMin());
    put(object, "remote_ms_p90", result.p90());
    put(object, "remote_ms_p99", result.p99());
    put(object, "remote_ms_p999", result.p999());
    object.put("steps", result.steps());
    put(object, "steps_per_second", result.stepsPerSecond());
    put(object, "megabytes_per_second", result.megabytesPerSecond());
    object.put("request_bytes", result.requestBytes());
    object.put("answer_bytes", result.answerBytes());
    for (Phase phase : Phase.values()) {
      put(object, "server_ms_" + lower(phase), result.phases().getOrDefault(phase, Double.NaN));
    }
    put(object, "server_allocated_bytes_per_step", result.allocatedBytes());
    put(object, "server_allocated_per_message_byte", result.allocatedPerMessageByte());
    put(object, "server_rss_bytes", result.lastRssBytes());
    SessionMemory memory = result.memory();
    put(object, "footprint_bytes", memory == null ? Double.NaN : memory.toldBytes());
    put(object, "measured_bytes", memory == null ? Double.NaN : memory.measuredBytes());
    put(object, "measured_matrix_bytes", memory == null ? Double.NaN : memory.matrixBytes());
    put(object, "measured_heap_bytes", memory == null ? Double.NaN : memory.heapBytes());
    put(object, "rss_growth_bytes", memory == null ? Double.NaN : memory.rssBytes());
    for (int i = 0; i < Segment.PERCENTS.size(); i++) {
      put(
          object,
          "server_rss_bytes_at_" + Segment.PERCENTS.get(i) + "_percent",
          options.counted() && i < result.rssBytes().size()
              ? result.rssBytes().get(i)
              : Double.NaN);
    }
    choices(object);
    return object;
  }

  private void choices(ObjectNode object) {
    object.put("transport", lower(options.transport()));
    object.put("dtype", lower(options.featureType()));
    object.put("sessions", options.sessions());
    object.put("workers_per_session", options.workers());
    put(object, "rate_steps_per_second", options.rate() > 0 ? options.rate() : Double.NaN);
    put(
        object,
        "round_seconds",
        options.counted() ? Double.NaN : options.duration().toNanos() / 1e9);
    object.put("rounds", Segment.of(options).size());
    object.put("cycle", options.cycle());
    if (options.refreshInterval() > 0) {
      object.put("refresh_interval_steps", options.refreshInterval());
    } else {
      object.putNull("refresh_interval_steps");
    }
    object.put("target", surroundings.target());
    object.put("server_version", surroundings.server().version());
    object.put("server_engine", surroundings.server().engineDetail());
    object.put("server_java", surroundings.serverJava());
    object.put("client_cores", surroundings.cores());
    object.put("client_java", surroundings.java());
  }

  private static void put(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, Math.abs(value) < 1e9 ? Math.rint(value * ROUNDING) / ROUNDING : value);
    } else {
      object.putNull(name);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
