package org.bayesagg.client;

import java.util.List;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.StepPlace;
import org.bayesagg.v1.TaskContribution;

/** Contributions of one session to messages; finds wrong lengths before anything is sent. */
final class ContributionEncoder {
  private final SessionOptions options;
  private final String sessionId;
  private final String fingerprint;

  ContributionEncoder(SessionOptions options, String sessionId, String fingerprint) {
    this.options = options;
    this.sessionId = sessionId;
    this.fingerprint = fingerprint;
  }

  /**
   * The message; the features' bytes are still to be made where they are more than a frame carries.
   *
   * @throws IllegalArgumentException naming the array whose length does not fit, and what would
   */
  OutgoingContribution encode(Contribution contribution) {
    return encode(contribution, null);
  }

  /**
   * The same.
   *
   * @param acknowledged the worker's highest step whose answer has come; null for none
   */
  OutgoingContribution encode(Contribution contribution, StepPlace acknowledged) {
    int d = options.featureDim();
    int n = examples(contribution.features);
    OutgoingArray features = new OutgoingArray(contribution.features, contribution.featureType);
    boolean announced = features.bytes() > ContributionFrames.INLINE_BYTES;
    AggregateRequest.Builder request =
        AggregateRequest.newBuilder()
            .setSessionId(sessionId)
            .setFingerprint(fingerprint)
            .setWorker(contribution.worker)
            .setEpoch(contribution.epoch)
            .setStep(contribution.step)
            .setFeatures(
                announced
                    ? TensorEncoder.announced(contribution.featureType, n, d)
                    : TensorEncoder.floats(contribution.features, contribution.featureType, n, d))
            .setOutputs(outputs(contribution));
    if (acknowledged != null) {
      request.setAcknowledged(acknowledged);
    }
    if (contribution.shard != null) {
      request.setShard(contribution.shard);
    }
    for (TaskInput input : contribution.tasks) {
      request.addTasks(task(input, contribution.featureType, n));
    }
    if (contribution.exampleWeights != null) {
      expect("exampleWeights", contribution.exampleWeights.length, n);
      request.setExampleWeights(
          TensorEncoder.floats(contribution.exampleWeights, ElementType.F32, n));
    }
    return new OutgoingContribution(request.build(), announced ? features : null);
  }

  /** The bytes that an answer's arrays may take. */
  long answerBytes(Contribution contribution) {
    long elements = contribution.features.length;
    long rows = options.rows();
    long size = contribution.answerType == ElementType.F64 ? Double.BYTES : Float.BYTES;
    long bytes = contribution.omitDirection ? 0 : elements * size;
    if (contribution.outputs.contains(StepOutput.GRADIENT_MOMENTS)) {
      bytes += 2 * elements * rows * size;
    }
    if (contribution.outputs.contains(StepOutput.WEIGHTS)) {
      bytes += Math.max(options.featureDim(), elements / options.featureDim()) * rows * Float.BYTES;
    }
    if (contribution.outputs.contains(StepOutput.POSTERIOR_MEANS)) {
      long outputs = options.tasks().stream().mapToLong(TaskOptions::outputs).sum();
      bytes += outputs * (options.featureDim() + 1) * Double.BYTES;
    }
    return bytes;
  }

  /** n of features [n, d]. */
  int examples(float[] features) {
    int d = options.featureDim();
    if (features.length == 0 || features.length % d != 0) {
      throw new IllegalArgumentException(
          "features: %d values, expected a positive multiple of featureDim %d"
              .formatted(features.length, d));
    }
    return features.length / d;
  }

  private TaskContribution task(TaskInput input, ElementType featureType, int n) {
    TaskOptions task = options.task(input.task);
    int o = task.outputs();
    TaskContribution.Builder message = TaskContribution.newBuilder().setTask(input.task);
    if (input.classes != null) {
      expect(input, "classes", input.classes.length, n);
      message.setLabels(TensorEncoder.ints(input.classes, n));
    } else if (input.labels != null) {
      expect(input, "labels", input.labels.length, (long) n * o);
      message.setLabels(TensorEncoder.floats(input.labels, ElementType.F32, n, o));
    } else {
      expect(input, "outputGradients", input.outputGradients.length, (long) n * o);
      message.setOutputGradients(TensorEncoder.floats(input.outputGradients, featureType, n, o));
    }
    if (input.mask != null) {
      expect(input, "mask", input.mask.length, n);
      message.setMask(TensorEncoder.booleans(input.mask, n));
    }
    int d = options.featureDim();
    int length = input.head.length;
    if (length != (long) o * (d + 1) && length != (long) o * d) {
      throw new IllegalArgumentException(
          "tasks[\"%s\"].head: %d values, expected %d x %d, bias last, or %d x %d"
              .formatted(input.task, length, o, d + 1, o, d));
    }
    return message
        .setHead(TensorEncoder.floats(input.head, ElementType.F32, o, length / o))
        .build();
  }

  private static StepOutputs outputs(Contribution contribution) {
    List<StepOutput> wanted = List.copyOf(contribution.outputs);
    return StepOutputs.newBuilder()
        .setOmitDirection(contribution.omitDirection)
        .setWeights(wanted.contains(StepOutput.WEIGHTS))
        .setGradientMoments(wanted.contains(StepOutput.GRADIENT_MOMENTS))
        .setWeightShares(wanted.contains(StepOutput.WEIGHT_SHARES))
        .setPosteriorMeans(wanted.contains(StepOutput.POSTERIOR_MEANS))
        .setRunningLosses(wanted.contains(StepOutput.RUNNING_LOSSES))
        .setTimings(wanted.contains(StepOutput.TIMINGS))
        .setDtype(TensorEncoder.dataType(contribution.answerType))
        .build();
  }

  private static void expect(TaskInput input, String array, int length, long expected) {
    expect("tasks[\"" + input.task + "\"]." + array, length, expected);
  }

  private static void expect(String field, int length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s: %d values, expected %d".formatted(field, length, expected));
    }
  }
}
