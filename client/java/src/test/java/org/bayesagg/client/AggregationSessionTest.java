package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.PosteriorHeader;
import org.bayesagg.v1.PredictResponse;
import org.bayesagg.v1.TaskResult;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregationSessionTest {
  private final FakeServer server = new FakeServer();
  private final AggregationClient client = server.client();
  private final AggregationSession session =
      client.createSession(
          "run", SessionOptions.builder(2).task(TaskOptions.gaussian("age", 1)).build());

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void smallStep_isOneUnaryCall() {
    StepAnswer answer = session.aggregate(step(0, 4).build());
    assertThat(answer.direction().floats()).containsExactly(0f, 1f, 2f, 3f);
    assertThat(answer.direction().shape()).containsExactly(2, 2);
    assertThat(answer.weights()).isNull();
    assertThat(answer.timings()).isNull();
    assertThat(server.service.unarySteps).hasSize(1);
    assertThat(server.service.streams).isEmpty();
  }

  @Test
  void smallStep_whoWaitsForItReadsItsAnswer() {
    session.aggregate(step(0, 4).build());
    assertThat(server.readers).containsExactly(Thread.currentThread());
  }

  @Test
  void smallStep_nobodyWaitsForIt_othersReadItsAnswer() {
    session.aggregateAsync(step(0, 4).build()).join();
    assertThat(server.readers).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @Test
  void smallStepsOneAfterTheOther_stayUnary() {
    for (int i = 0; i < 20; i++) {
      assertThat(session.aggregate(step(i, 4).build()).step()).isEqualTo(i);
    }
    assertThat(server.service.unarySteps).hasSize(20);
    assertThat(server.service.streams).isEmpty();
  }

  @Test
  void answer_hasEveryField() {
    server.service.step =
        request ->
            AggregateResponse.newBuilder()
                .setWeights(TensorEncoder.floats(new float[] {7}, ElementType.F32, 1))
                .addTasks(
                    TaskResult.newBuilder()
                        .setTask("age")
                        .setGradientMean(
                            TensorEncoder.floats(new float[] {1, 2}, ElementType.BF16, 1, 1, 2))
                        .setGradientVariance(
                            TensorEncoder.floats(new float[] {3, 4}, ElementType.F32, 1, 1, 2))
                        .setPosteriorMean(
                            TensorEncoder.floats(new float[] {5, 6}, ElementType.F32, 1, 2))
                        .setWeightShare(0.25)
                        .addRunningLoss(1.5))
                .setPhase(org.bayesagg.v1.SessionPhase.SESSION_PHASE_BAYESIAN)
                .setDuplicate(true)
                .setLate(true)
                .setCountedEpoch(3)
                .setContributions(4)
                .setExamples(5)
                .setJitter(1e-9)
                .setWorker("w")
                .setEpoch(2)
                .setStep(1)
                .setTimings(
                    org.bayesagg.v1.StepTimings.newBuilder()
                        .setQueue(com.google.protobuf.Duration.newBuilder().setNanos(8)))
                .build();
    StepAnswer answer = session.aggregate(step(0, 2).omitDirection().build());
    assertThat(answer.direction()).isNull();
    assertThat(answer.weights().floats()).containsExactly(7f);
    TaskAnswer task = answer.task("age");
    assertThat(task.gradientMean().floats()).containsExactly(1f, 2f);
    assertThat(task.gradientVariance().shape()).containsExactly(1, 1, 2);
    assertThat(task.posteriorMean().at(1)).isEqualTo(6);
    assertThat(task.weightShare()).isEqualTo(0.25);
    assertThat(task.runningLoss()).containsExactly(1.5);
    assertThat(answer.task("other")).isNull();
    assertThat(answer.phase()).isEqualTo(SessionPhase.BAYESIAN);
    assertThat(answer.duplicate()).isTrue();
    assertThat(answer.late()).isTrue();
    assertThat(answer.countedEpoch()).isEqualTo(3);
    assertThat(answer.contributions()).isEqualTo(4);
    assertThat(answer.examples()).isEqualTo(5);
    assertThat(answer.jitter()).isEqualTo(1e-9);
    assertThat(answer.epoch()).isEqualTo(2);
    assertThat(answer.timings().queue()).isEqualTo(java.time.Duration.ofNanos(8));
  }

  @Test
  void passingError_ofAStep_isRepeatedWithTheSameName() {
    server.service.failAfterwards = true;
    server.service.failures.add(FakeService.failure(Status.Code.ABORTED, "QUORUM_MISSED"));
    session.aggregate(step(5, 4).build());
    assertThat(server.service.unarySteps).hasSize(2);
    assertThat(server.service.unarySteps.get(0)).isEqualTo(server.service.unarySteps.get(1));
  }

  @Test
  void refusedStep_throwsWithTheReason() {
    server.service.failures.add(FakeService.failure(Status.Code.FAILED_PRECONDITION, "STEP_ORDER"));
    assertThatThrownBy(() -> session.aggregate(step(0, 4).build()))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.STEP_ORDER);
              assertThat(error.getCause()).isInstanceOf(AggregationException.class);
            });
  }

  @Test
  void brokenAnswer_isAProtocolError() {
    server.service.step =
        request ->
            AggregateResponse.newBuilder()
                .setDirection(request.getFeatures().toBuilder().addShape(3))
                .build();
    assertThatThrownBy(() -> session.aggregate(step(0, 4).build()))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PROTOCOL));
  }

  @Test
  void arrays_areTheCallersAgainAfterAggregateAsync() {
    float[] features = {1, 2};
    var answer = session.aggregateAsync(Contribution.builder("w", 0, 0).features(features).build());
    features[0] = 9;
    assertThat(answer.join().direction().floats()).containsExactly(1f, 2f);
  }

  @Test
  void finishEpoch_saysWhoIsMissing() {
    EpochStatus status = session.finishEpoch("w", 4);
    assertThat(status).isEqualTo(new EpochStatus(false, 4, List.of("late"), SessionPhase.WARMUP));
    assertThat(server.service.finished.getFingerprint()).isEqualTo("print");
    assertThat(server.service.finished.getWorker()).isEqualTo("w");
  }

  @Test
  void posterior_isPutTogetherFromItsChunks() {
    List<GetPosteriorResponse> messages = new ArrayList<>();
    Tensor mean = TensorEncoder.floats(new float[] {1, 2}, ElementType.F32, 1, 2);
    Tensor precision = TensorEncoder.floats(new float[] {1, 2, 3, 4}, ElementType.F32, 2, 2);
    messages.add(
        GetPosteriorResponse.newBuilder()
            .setHeader(
                PosteriorHeader.newBuilder()
                    .addTasks(
                        org.bayesagg.v1.TaskPosterior.newBuilder()
                            .setTask("age")
                            .setMean(mean)
                            .setPrecision(precision.toBuilder().clearData())))
            .build());
    for (int offset = 0; offset < 16; offset += 8) {
      messages.add(posteriorChunk(1, offset, precision.getData().substring(offset, offset + 8)));
    }
    server.service.posterior = messages;
    server.service.failures.add(Status.UNAVAILABLE.asRuntimeException());
    List<TaskPosterior> posteriors = session.posterior(PosteriorPart.PRECISION);
    assertThat(posteriors).hasSize(1);
    assertThat(posteriors.get(0).mean().floats()).containsExactly(1f, 2f);
    assertThat(posteriors.get(0).precision().floats()).containsExactly(1f, 2f, 3f, 4f);
    assertThat(posteriors.get(0).covariance()).isNull();
    assertThat(server.service.posteriorRequest.getPrecision()).isTrue();
    assertThat(server.service.posteriorRequest.getCovariance()).isFalse();

    server.service.posterior = messages.subList(0, 2);
    assertThatThrownBy(() -> session.posterior(PosteriorPart.PRECISION))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PROTOCOL));
    server.service.posterior =
        List.of(messages.get(0), posteriorChunk(1, 8, ByteString.copyFrom(new byte[8])));
    assertThatThrownBy(session::posterior)
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.PROTOCOL);
              assertThat(error).hasMessageContaining("offset 0) was due");
            });
  }

  @Test
  void manyPredictions_goByCallsBelowTheStockLimit() {
    server.service.predict =
        request ->
            PredictResponse.newBuilder()
                .addTasks(
                    org.bayesagg.v1.TaskPrediction.newBuilder()
                        .setTask("age")
                        .setMean(firstColumn(request.getFeatures()))
                        .setVariance(firstColumn(request.getFeatures())))
                .build();
    int n = 1_000_000;
    float[] features = new float[2 * n];
    for (int i = 0; i < n; i++) {
      features[2 * i] = i;
    }
    List<TaskPrediction> predictions = session.predict(features, "age");
    assertThat(server.service.predictions)
        .hasSizeGreaterThan(1)
        .allMatch(request -> request.getSerializedSize() < 4 << 20)
        .allMatch(request -> request.getTasksList().equals(List.of("age")));
    DenseArray mean = predictions.get(0).mean();
    assertThat(mean.shape()).containsExactly(n, 1);
    assertThat(mean.at(n - 1)).isEqualTo(n - 1);
    assertThat(predictions.get(0).variance().at(400_001)).isEqualTo(400_001);
  }

  static Contribution.Builder step(long step, int values) {
    float[] features = new float[values];
    for (int i = 0; i < values; i++) {
      features[i] = i;
    }
    return Contribution.builder("w", 0, step).features(features);
  }

  private static Tensor firstColumn(Tensor features) {
    float[] values = TensorDecoder.decode(features).floats();
    float[] column = new float[values.length / 2];
    for (int i = 0; i < column.length; i++) {
      column[i] = values[2 * i];
    }
    return TensorEncoder.floats(column, ElementType.F32, column.length, 1);
  }

  private static GetPosteriorResponse posteriorChunk(int tensor, int offset, ByteString data) {
    return GetPosteriorResponse.newBuilder()
        .setChunk(TensorChunk.newBuilder().setTensor(tensor).setOffset(offset).setData(data))
        .build();
  }
}
