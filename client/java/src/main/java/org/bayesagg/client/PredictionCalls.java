package org.bayesagg.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.PredictResponse;

/** Predictions for any number of examples, by calls that stay below gRPC's stock limit. */
final class PredictionCalls {
  private final GrpcAggregationClient client;
  private final AggregationSession session;

  PredictionCalls(GrpcAggregationClient client, AggregationSession session) {
    this.client = client;
    this.session = session;
  }

  List<TaskPrediction> predict(float[] features, List<String> tasks) {
    int d = session.options().featureDim();
    int block = Math.max(1, GrpcAggregationSession.UNARY_BYTES / bytesPerExample(d, tasks)) * d;
    List<List<TaskPrediction>> blocks = new ArrayList<>();
    for (int start = 0; start < features.length; start += block) {
      int end = Math.min(features.length, start + block);
      blocks.add(predictBlock(Arrays.copyOfRange(features, start, end), d, tasks));
    }
    return blocks.size() == 1 ? blocks.get(0) : join(blocks);
  }

  /** The larger of what an example takes in the request and in the answer. */
  private int bytesPerExample(int d, List<String> tasks) {
    int outputs =
        session.options().tasks().stream()
            .filter(task -> tasks.isEmpty() || tasks.contains(task.name()))
            .mapToInt(TaskOptions::outputs)
            .sum();
    return Float.BYTES * Math.max(d, 2 * outputs);
  }

  private List<TaskPrediction> predictBlock(float[] features, int d, List<String> tasks) {
    PredictRequest request =
        PredictRequest.newBuilder()
            .setSessionId(session.id())
            .setFingerprint(session.fingerprint())
            .setFeatures(TensorEncoder.floats(features, ElementType.F32, features.length / d, d))
            .addAllTasks(tasks)
            .build();
    PredictResponse response = client.call(AggregationServiceGrpc.getPredictMethod(), request);
    return client.decode(
        () ->
            response.getTasksList().stream()
                .map(
                    task ->
                        new TaskPrediction(
                            task.getTask(),
                            TensorDecoder.decode(task.getMean()),
                            TensorDecoder.decode(task.getVariance())))
                .toList());
  }

  private static List<TaskPrediction> join(List<List<TaskPrediction>> blocks) {
    List<TaskPrediction> joined = new ArrayList<>();
    for (int task = 0; task < blocks.get(0).size(); task++) {
      int index = task;
      joined.add(
          new TaskPrediction(
              blocks.get(0).get(task).task(),
              stack(blocks.stream().map(block -> block.get(index).mean()).toList()),
              stack(blocks.stream().map(block -> block.get(index).variance()).toList())));
    }
    return joined;
  }

  /** Arrays [n_i, o] below one another. */
  private static DenseArray stack(List<DenseArray> parts) {
    int outputs = parts.get(0).shape()[1];
    float[] values = new float[parts.stream().mapToInt(DenseArray::length).sum()];
    int start = 0;
    for (DenseArray part : parts) {
      System.arraycopy(part.floats(), 0, values, start, part.length());
      start += part.length();
    }
    return DenseArray.of(values, values.length / outputs, outputs);
  }
}
