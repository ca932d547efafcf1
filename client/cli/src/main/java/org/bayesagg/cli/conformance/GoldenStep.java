package org.bayesagg.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a golden case; arrays are null where the case has none.
 *
 * @param kind what it is
 * @param features [n, d]
 * @param tasks in the order of the case's tasks
 * @param expectedDirection [n, d]
 */
record GoldenStep(
    Kind kind, GoldenArray features, List<TaskStep> tasks, GoldenArray expectedDirection) {

  /** Kinds of step. */
  enum Kind {
    /** A whole finished epoch whose evidence makes the prior of what follows. */
    EPOCH_EVIDENCE,
    /** A batch before there is a prior. */
    WARMUP_STEP,
    /** A batch under the posterior. */
    BAYESIAN_STEP,
    /** The end of an epoch. */
    COMMIT_EPOCH
  }

  /** One task's part of a step. */
  record TaskStep(
      GoldenArray labels,
      GoldenArray head,
      GoldenArray mask,
      GoldenArray expectedPriorMean,
      GoldenArray expectedPriorPrecision,
      GoldenArray expectedPosteriorMean,
      GoldenArray expectedGradientMean,
      GoldenArray expectedGradientVariance,
      GoldenArray expectedLoss,
      double samplingError) {}

  static GoldenStep read(Path directory, JsonNode node, int tasks) throws IOException {
    Kind kind = Choice.of(Kind.class, node.path("kind").asText(), "kind of a step");
    if (kind == Kind.COMMIT_EPOCH) {
      return new GoldenStep(kind, null, List.of(), null);
    }
    List<TaskStep> parts = new ArrayList<>();
    for (JsonNode task : node.path("tasks")) {
      parts.add(readTask(directory, task));
    }
    GoldenArray features = GoldenArray.read(directory, node.get("features"));
    if (features == null || features.shape().length != 2 || parts.size() != tasks) {
      throw new MalformedCaseException(
          "a step of kind %s has %s and %d tasks instead of features [n, d] and %d tasks"
              .formatted(
                  node.path("kind").asText(),
                  features == null ? "no features" : features.name(),
                  parts.size(),
                  tasks));
    }
    return new GoldenStep(
        kind,
        features,
        List.copyOf(parts),
        GoldenArray.read(directory, node.get("expected_direction")));
  }

  /** n; 0 for the end of an epoch. */
  int examples() {
    return features == null ? 0 : features.shape()[0];
  }

  private static TaskStep readTask(Path directory, JsonNode task) throws IOException {
    TaskStep part =
        new TaskStep(
            GoldenArray.read(directory, task.get("labels")),
            GoldenArray.read(directory, task.get("head")),
            GoldenArray.read(directory, task.get("mask")),
            GoldenArray.read(directory, task.get("expected_prior_mean")),
            GoldenArray.read(directory, task.get("expected_prior_precision")),
            GoldenArray.read(directory, task.get("expected_posterior_mean")),
            GoldenArray.read(directory, task.get("expected_gradient_mean")),
            GoldenArray.read(directory, task.get("expected_gradient_variance")),
            GoldenArray.read(directory, task.get("expected_loss")),
            task.path("sampling_error").asDouble(0));
    if (part.labels() == null || part.head() == null) {
      throw new MalformedCaseException("a task of a step has no labels or no head");
    }
    return part;
  }
}
