package org.bayesagg.service.codec;

import java.util.List;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.v1.TaskPosterior;
import org.bayesagg.v1.TaskPrediction;

/** Turns posteriors and predictions into messages. */
public final class PosteriorEncoder {
  private PosteriorEncoder() {}

  /** One task's posterior; all its tensors are F64. */
  public static TaskPosterior encode(
      AggregationSpec spec, int index, PosteriorView view, TensorPlacement placement) {
    TaskSpec task = spec.tasks().get(index);
    TaskPosterior.Builder message = TaskPosterior.newBuilder().setTask(task.name());
    int weights = task.weights(spec.featureDim());
    message.setMean(placement.place(OutgoingTensor.of(view.mean(), task.outputs(), weights)));
    long[] shape = longs(view.matrixShape());
    if (view.precision() != null) {
      message.setPrecision(placement.place(OutgoingTensor.of(view.precision(), shape)));
    }
    if (view.covariance() != null) {
      message.setCovariance(placement.place(OutgoingTensor.of(view.covariance(), shape)));
    }
    return message.build();
  }

  /** One task's predictions for n examples, F32. */
  public static TaskPrediction encode(
      TaskSpec task, Prediction prediction, int examples, TensorPlacement placement) {
    long[] shape = {examples, task.outputs()};
    return TaskPrediction.newBuilder()
        .setTask(task.name())
        .setMean(placement.place(OutgoingTensor.of(ElementType.F32, prediction.mean(), shape)))
        .setVariance(
            placement.place(OutgoingTensor.of(ElementType.F32, prediction.variance(), shape)))
        .build();
  }

  private static long[] longs(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }
}
