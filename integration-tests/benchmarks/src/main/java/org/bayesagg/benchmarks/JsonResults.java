package org.bayesagg.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Measurements for programs: the roofs, the machine, and an object a case. */
final class JsonResults {
  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Roofs roofs;
  private final String engine;

  /**
   * Results.
   *
   * @param engine what it ran on, see {@link org.bayesagg.math.Engine#detail}
   */
  JsonResults(Roofs roofs, String engine) {
    this.roofs = roofs;
    this.engine = engine;
  }

  /** Writes the file, over an older one. */
  void write(List<Measurement> measurements, Path file) throws IOException {
    json.writeValue(file.toFile(), object(measurements));
  }

  ObjectNode object(List<Measurement> measurements) {
    ObjectNode object = json.createObjectNode();
    object.put("engine", engine);
    object.put("java", Runtime.version().toString());
    object.put("cores", Runtime.getRuntime().availableProcessors());
    object.put("float32_flops_per_second", roofs.singleRate());
    object.put("float64_flops_per_second", roofs.doubleRate());
    ArrayNode copies = object.putArray("copies");
    for (Roofs.Bandwidth bandwidth : roofs.bandwidths()) {
      copies.addObject().put("bytes", bandwidth.bytes()).put("bytes_per_second", bandwidth.rate());
    }
    ArrayNode cases = object.putArray("cases");
    measurements.forEach(measurement -> cases.add(one(measurement)));
    return object;
  }

  private ObjectNode one(Measurement it) {
    Work work = it.what().work();
    ObjectNode object = json.createObjectNode();
    object.put("case", it.what().name());
    object.put("form", it.what().form());
    object.put("ns_median", it.median());
    object.put("ns_min", it.min());
    object.put("ns_max", it.max());
    object.put("ns_floor", roofs.floorNanos(work));
    object.put("ratio", it.ratio(roofs));
    object.put("ratio_best", it.bestRatio(roofs));
    object.put("float32_flops", work.singleFlops());
    object.put("float64_flops", work.doubleFlops());
    object.put("bytes", work.bytes());
    if (Double.isNaN(it.allocatedBytes())) {
      object.putNull("allocated_bytes");
    } else {
      object.put("allocated_bytes", it.allocatedBytes());
    }
    for (String phase : Measurement.PHASES) {
      if (it.what().step()) {
        object.put("ns_" + phase, it.phases().get(phase));
      }
    }
    return object;
  }
}
