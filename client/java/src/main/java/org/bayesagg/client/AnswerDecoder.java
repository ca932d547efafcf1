package org.bayesagg.client;

import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.PosteriorHeader;
import org.bayesagg.v1.TaskResult;
import org.bayesagg.v1.Tensor;

/** Messages of the server to values of the client. */
final class AnswerDecoder {
  private AnswerDecoder() {}

  static StepAnswer answer(AggregateResponse response) {
    return new StepAnswer(
        response.hasDirection() ? TensorDecoder.decode(response.getDirection()) : null,
        response.hasWeights() ? TensorDecoder.decode(response.getWeights()) : null,
        response.getTasksList().stream().map(AnswerDecoder::task).toList(),
        SessionDecoder.phase(response.getPhase()),
        response.getDuplicate(),
        response.getLate(),
        response.getCountedEpoch(),
        response.getContributions(),
        response.getExamples(),
        response.getJitter(),
        response.getWorker(),
        response.getEpoch(),
        response.getStep(),
        response.hasTimings() ? timings(response.getTimings()) : null);
  }

  static List<TaskPosterior> posteriors(PosteriorHeader header) {
    return header.getTasksList().stream()
        .map(
            task ->
                new TaskPosterior(
                    task.getTask(),
                    TensorDecoder.decode(task.getMean()),
                    task.hasPrecision() ? TensorDecoder.decode(task.getPrecision()) : null,
                    task.hasCovariance() ? TensorDecoder.decode(task.getCovariance()) : null))
        .toList();
  }

  /** The answer's tensors in the contract's order: by field number, depth first. */
  static List<Tensor.Builder> tensors(AggregateResponse.Builder response) {
    List<Tensor.Builder> tensors = new ArrayList<>();
    if (response.hasDirection()) {
      tensors.add(response.getDirectionBuilder());
    }
    if (response.hasWeights()) {
      tensors.add(response.getWeightsBuilder());
    }
    for (TaskResult.Builder task : response.getTasksBuilderList()) {
      if (task.hasGradientMean()) {
        tensors.add(task.getGradientMeanBuilder());
      }
      if (task.hasGradientVariance()) {
        tensors.add(task.getGradientVarianceBuilder());
      }
      if (task.hasPosteriorMean()) {
        tensors.add(task.getPosteriorMeanBuilder());
      }
    }
    return tensors;
  }

  /** The posteriors' tensors in the contract's order. */
  static List<Tensor.Builder> tensors(PosteriorHeader.Builder header) {
    List<Tensor.Builder> tensors = new ArrayList<>();
    for (org.bayesagg.v1.TaskPosterior.Builder task : header.getTasksBuilderList()) {
      tensors.add(task.getMeanBuilder());
      if (task.hasPrecision()) {
        tensors.add(task.getPrecisionBuilder());
      }
      if (task.hasCovariance()) {
        tensors.add(task.getCovarianceBuilder());
      }
    }
    return tensors;
  }

  private static TaskAnswer task(TaskResult result) {
    return new TaskAnswer(
        result.getTask(),
        result.hasGradientMean() ? TensorDecoder.decode(result.getGradientMean()) : null,
        result.hasGradientVariance() ? TensorDecoder.decode(result.getGradientVariance()) : null,
        result.hasPosteriorMean() ? TensorDecoder.decode(result.getPosteriorMean()) : null,
        result.getWeightShare(),
        result.getRunningLossList());
  }

  private static StepTimings timings(org.bayesagg.v1.StepTimings timings) {
    return new StepTimings(
        duration(timings.getQueue()),
        duration(timings.getDecode()),
        duration(timings.getEvidence()),
        duration(timings.getFactorisation()),
        duration(timings.getMoments()),
        duration(timings.getAggregation()),
        duration(timings.getEncode()));
  }

  static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
