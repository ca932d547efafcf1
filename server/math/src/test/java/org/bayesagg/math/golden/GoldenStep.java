package org.bayesagg.math.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;

/** One step of a golden case: what comes in, and what is expected where the case says so. */
record GoldenStep(Path folder, JsonNode node) {

  String kind() {
    return node.get("kind").asText();
  }

  /** Whether the step ends an epoch: it is one, or it commits one. */
  boolean endsEpoch() {
    return kind().equals("epoch_evidence") || kind().equals("commit_epoch");
  }

  boolean hasBatch() {
    return node.has("features");
  }

  int examples() {
    return hasBatch() ? node.get("features").get("shape").get(0).asInt() : 0;
  }

  Batch batch() {
    List<TaskBatch> tasks = new ArrayList<>();
    for (JsonNode task : node.get("tasks")) {
      GoldenArray labels = array(task, "labels").orElseThrow();
      Observation observation =
          labels.shape().length == 1
              ? new Observation.Classes(labels.ints())
              : new Observation.Dense(labels.floats());
      byte[] mask = array(task, "mask").map(GoldenArray::bytes).orElse(null);
      tasks.add(new TaskBatch(observation, mask, array(task, "head").orElseThrow().floats()));
    }
    return new Batch(examples(), array(node, "features").orElseThrow().floats(), tasks, null);
  }

  /** An expected array of the whole step. */
  Optional<double[]> expected(String field) {
    return array(node, field).map(GoldenArray::values);
  }

  /** An expected array of one task. */
  Optional<double[]> expected(int task, String field) {
    return array(node.get("tasks").get(task), field).map(GoldenArray::values);
  }

  double samplingError(int task) {
    return node.get("tasks").get(task).path("sampling_error").asDouble(0);
  }

  private Optional<GoldenArray> array(JsonNode parent, String field) {
    return parent.has(field)
        ? Optional.of(GoldenArray.read(folder, parent.get(field)))
        : Optional.empty();
  }
}
