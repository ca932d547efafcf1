package org.bayesagg.client;

import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.PosteriorHeader;
import org.bayesagg.v1.TaskResult;
import org.bayesagg.v1.Tensor;

/** Messages of the server to values of the client. */
final class AnswerDecoder {
  private AnswerDecoder() {}

  /** A message that carries all its tensors. */
  static StepAnswer answer(AggregateResponse response) {
    return answer(response, tensors(response).stream().map(TensorDecoder::decode).iterator());
  }

  /** A message and the arrays of its tensors in the contract's order. */
  static StepAnswer answer(AggregateResponse response, Iterator<DenseArray> arrays) {
    return new StepAnswer(
        response.hasDirection() ? arrays.next() : null,
        response.hasWeights() ? arrays.next() : null,
        response.getTasksList().stream().map(task -> task(task, arrays)).toList(),
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

  /** A header and the arrays of its tensors in the contract's order. */
  static List<TaskPosterior> posteriors(PosteriorHeader header, Iterator<DenseArray> arrays) {
    return header.getTasksList().stream()
        .map(
            task ->
                new TaskPosterior(
                    task.getTask(),
                    arrays.next(),
                    task.hasPrecision() ? arrays.next() : null,
                    task.hasCovariance() ? arrays.next() : null))
        .toList();
  }

  /** The answer's tensors in the contract's order: by field number, depth first. */
  static List<Tensor> tensors(AggregateResponse response) {
    List<Tensor> tensors = new ArrayList<>();
    if (response.hasDirection()) {
      tensors.add(response.getDirection());
    }
    if (response.hasWeights()) {
      tensors.add(response.getWeights());
    }
    for (TaskResult task : response.getTasksList()) {
      if (task.hasGradientMean()) {
        tensors.add(task.getGradientMean());
      }
      if (task.hasGradientVariance()) {
        tensors.add(task.getGradientVariance());
      }
      if (task.hasPosteriorMean()) {
        tensors.add(task.getPosteriorMean());
      }
    }
    return tensors;
  }

  /** The posteriors' tensors in the contract's order. */
  static List<Tensor> tensors(PosteriorHeader header) {
    List<Tensor> tensors = new ArrayList<>();
    for (org.bayesagg.v1.TaskPosterior task : header.getTasksList()) {
      tensors.add(task.getMean());
      if (task.hasPrecision()) {
        tensors.add(task.getPrecision());
      }
      if (task.hasCovariance()) {
        tensors.add(task.getCovariance());
      }
    }
    return tensors;
  }

  private static TaskAnswer task(TaskResult result, Iterator<DenseArray> arrays) {
    return new TaskAnswer(
        result.getTask(),
        result.hasGradientMean() ? arrays.next() : null,
        result.hasGradientVariance() ? arrays.next() : null,
        result.hasPosteriorMean() ? arrays.next() : null,
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
