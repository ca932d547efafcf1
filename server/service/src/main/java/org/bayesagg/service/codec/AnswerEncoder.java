package org.bayesagg.service.codec;

import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.Answer;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.StepTimings;
import org.bayesagg.v1.TaskResult;

/** Turns answers into messages, with the outputs that the request asked for. */
public final class AnswerEncoder {
  private final AggregationSpec spec;

  /** An encoder for a session. */
  public AnswerEncoder(AggregationSpec spec) {
    this.spec = spec;
  }

  /**
   * The answer as a message.
   *
   * @param outputs what the request asked for
   * @param examples n of the request
   * @param decodeNanos time that decoding the request took
   * @param placement where the tensors' bytes go
   */
  public AggregateResponse encode(
      Answer answer,
      StepOutputs outputs,
      int examples,
      long decodeNanos,
      TensorPlacement placement) {
    long start = System.nanoTime();
    ElementType type =
        outputs.getDtype() == DataType.DATA_TYPE_UNSPECIFIED
            ? ElementType.F32
            : ElementType.of(outputs.getDtype());
    ShardResult shard = answer.shard();
    StepResult step = answer.step();
    AggregateResponse.Builder message =
        AggregateResponse.newBuilder()
            .setPhase(SessionEncoder.phase(step.bayesian()))
            .setDuplicate(answer.duplicate())
            .setLate(answer.late())
            .setCountedEpoch(answer.countedEpoch())
            .setContributions(answer.contributions())
            .setExamples(answer.examples())
            .setJitter(step.jitter())
            .setWorker(answer.key().worker())
            .setEpoch(answer.key().epoch())
            .setStep(answer.key().step());
    if (!outputs.getOmitDirection()) {
      message.setDirection(
          placement.place(OutgoingTensor.of(type, shard.direction(), examples, spec.featureDim())));
    }
    if (outputs.getWeights() && shard.weights() != null) {
      long[] shape = shard.weightsShape().stream().mapToLong(Integer::longValue).toArray();
      message.setWeights(
          placement.place(OutgoingTensor.of(ElementType.F32, shard.weights(), shape)));
    }
    if (asksForTasks(outputs)) {
      for (int task = 0; task < spec.tasks().size(); task++) {
        message.addTasks(encodeTask(answer, outputs, type, task, examples, placement));
      }
    }
    if (outputs.getTimings()) {
      message.setTimings(timings(answer, decodeNanos, System.nanoTime() - start));
    }
    return message.build();
  }

  private TaskResult encodeTask(
      Answer answer,
      StepOutputs outputs,
      ElementType type,
      int index,
      int examples,
      TensorPlacement placement) {
    TaskSpec task = spec.tasks().get(index);
    ShardResult shard = answer.shard();
    StepResult step = answer.step();
    TaskResult.Builder message = TaskResult.newBuilder().setTask(task.name());
    long[] moments = {examples, task.rows(), spec.featureDim()};
    if (outputs.getGradientMoments() && has(shard.gradientMean(), index)) {
      message.setGradientMean(
          placement.place(OutgoingTensor.of(type, shard.gradientMean()[index], moments)));
      message.setGradientVariance(
          placement.place(OutgoingTensor.of(type, shard.gradientVariance()[index], moments)));
    }
    if (outputs.getPosteriorMeans() && has(step.posteriorMeans(), index)) {
      message.setPosteriorMean(
          placement.place(
              OutgoingTensor.of(
                  step.posteriorMeans()[index], task.outputs(), task.weights(spec.featureDim()))));
    }
    if (outputs.getWeightShares() && step.weightShares() != null) {
      message.setWeightShare(step.weightShares()[index]);
    }
    if (outputs.getRunningLosses() && has(step.runningLosses(), index)) {
      for (double loss : step.runningLosses()[index]) {
        message.addRunningLoss(loss);
      }
    }
    return message.build();
  }

  /** Bytes that chunks encode later are not in the time given for encoding. */
  private static StepTimings timings(Answer answer, long decodeNanos, long encodeNanos) {
    PhaseNanos nanos = answer.step().nanos();
    return StepTimings.newBuilder()
        .setQueue(Durations.ofNanos(answer.queueNanos()))
        .setDecode(Durations.ofNanos(decodeNanos))
        .setEvidence(Durations.ofNanos(nanos.evidence()))
        .setFactorisation(Durations.ofNanos(nanos.factorisation()))
        .setMoments(Durations.ofNanos(nanos.moments()))
        .setAggregation(Durations.ofNanos(nanos.aggregation()))
        .setEncode(Durations.ofNanos(encodeNanos))
        .build();
  }

  private static boolean asksForTasks(StepOutputs outputs) {
    return outputs.getGradientMoments()
        || outputs.getWeightShares()
        || outputs.getPosteriorMeans()
        || outputs.getRunningLosses();
  }

  private static boolean has(Object[] arrays, int index) {
    return arrays != null && arrays[index] != null;
  }
}
