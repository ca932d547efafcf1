package org.bayesagg.service.codec;

import java.time.Duration;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.Likelihood;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.TaskContribution;

/** A small session of three tasks and a contribution to it: d = 2, n = 3. */
public final class Examples {
  public static final int DIM = 2;
  public static final int EXAMPLES = 3;

  private Examples() {}

  public static SessionSettings settings() {
    return new SessionSettings(spec(), null, Duration.ofMinutes(10), 8, 4);
  }

  public static SessionSettings synchronous() {
    return new SessionSettings(
        spec(),
        new SessionSettings.Synchronous(2, 1, Duration.ofSeconds(30)),
        Duration.ofMinutes(10),
        8,
        4);
  }

  public static AggregationSpec spec() {
    return AggregationSpec.builder(DIM)
        .task(TaskSpec.builder("age", LikelihoodKind.GAUSSIAN))
        .task(TaskSpec.builder("tags", LikelihoodKind.BERNOULLI).outputs(2))
        .task(TaskSpec.builder("kind", LikelihoodKind.CATEGORICAL).outputs(3))
        .build();
  }

  /** The same session as a configuration of the wire. */
  public static SessionConfig config() {
    return SessionConfig.newBuilder()
        .setFeatureDim(DIM)
        .addTasks(Task.newBuilder().setName("age").setLikelihood(Likelihood.LIKELIHOOD_GAUSSIAN))
        .addTasks(
            Task.newBuilder()
                .setName("tags")
                .setLikelihood(Likelihood.LIKELIHOOD_BERNOULLI)
                .setOutputs(2))
        .addTasks(
            Task.newBuilder()
                .setName("kind")
                .setLikelihood(Likelihood.LIKELIHOOD_CATEGORICAL)
                .setOutputs(3))
        .setMaxExamplesPerStep(8)
        .build();
  }

  /** A request in which everything is right. Tasks 0, 1, 2 are "age", "tags", "kind". */
  public static AggregateRequest.Builder request() {
    return AggregateRequest.newBuilder()
        .setSessionId("run")
        .setWorker("w0")
        .setFeatures(WireTensors.f32(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("age")
                .setLabels(WireTensors.f32(new float[] {0.5f, 1.5f, -1}, 3))
                .setHead(WireTensors.f32(new float[] {0.1f, 0.2f, 0.3f}, 1, 3)))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("tags")
                .setLabels(WireTensors.bool(new int[] {1, 0, 0, 1, 1, 1}, 3, 2))
                .setMask(WireTensors.bool(new int[] {1, 0, 1}, 3))
                .setHead(WireTensors.f32(new float[] {1, 2, 3, 4}, 2, 2)))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("kind")
                .setLabels(WireTensors.i32(new int[] {2, 0, 1}, 3))
                .setHead(WireTensors.f32(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3)))
        .setExampleWeights(WireTensors.f32(new float[] {1, 2, 0.5f}, 3));
  }
}
