package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.DenseArray;
import org.bayesagg.client.ElementType;
import org.bayesagg.client.ErrorReason;
import org.bayesagg.client.PosteriorPart;
import org.bayesagg.client.PrecisionStructure;
import org.bayesagg.client.Preset;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.SessionPhase;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.client.StepOutput;
import org.bayesagg.client.StreamUse;
import org.bayesagg.client.SynchronousSteps;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.client.TaskPosterior;
import org.bayesagg.client.TaskPrediction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AggregationClientIT {
  private static final RandomSteps STEPS = new RandomSteps(16, 8);
  private static final double SAME = 1e-5;

  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new RunningServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void deleteSessions() {
    try (AggregationClient client = server.client()) {
      client.sessions().forEach(session -> client.deleteSession(session.id()));
    }
  }

  @Test
  void stepOfAHundredMebibytes_passesStockLimits() {
    int n = 8192;
    int d = 3200;
    try (AggregationClient client = server.client();
        AggregationSession session =
            client.createSession(
                SessionOptions.builder(d)
                    .task(TaskOptions.gaussian("y", 1).withStructure(PrecisionStructure.DIAGONAL))
                    .preset(Preset.PAPER)
                    .build())) {
      float[] features = new float[n * d];
      for (int i = 0; i < features.length; i++) {
        features[i] = (i % 7 - 3) / 4f;
      }
      float[] labels = new float[n];
      float[] head = new float[d + 1];
      head[0] = 0.5f;
      StepAnswer answer =
          session.aggregate(
              Contribution.builder("w", 0, 0)
                  .features(features)
                  .task(TaskInput.labels("y", labels, head))
                  .build());
      assertThat(answer.direction().shape()).containsExactly(n, d);
      // Warm-up: (1/n) d(z - y)^2/dh, which only the first dimension has.
      int last = (n - 1) * d;
      float expected = 2 * 0.5f * features[last] * 0.5f / n;
      assertThat(answer.direction().at(last)).isCloseTo(expected, within(1e-9));
      assertThat(answer.direction().at(last + 1)).isZero();
      client.deleteSession(session.id());
    }
  }

  @Test
  void pipelinedSteps_countOnceEachInTheirOrder() throws Exception {
    try (AggregationClient client = server.client();
        AggregationSession session = client.createSession(STEPS.options())) {
      List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(session.aggregateAsync(STEPS.step("w", 0, i).build()));
      }
      for (int i = 0; i < 50; i++) {
        StepAnswer answer = answers.get(i).get(60, TimeUnit.SECONDS);
        assertThat(answer.step()).isEqualTo(i);
        assertThat(answer.duplicate()).isFalse();
      }
      SessionInfo info = session.info();
      assertThat(info.steps()).isEqualTo(50);
      assertThat(info.tasks()).allMatch(task -> task.evidenceCount() == 50 * 16);
      assertThat(info.workers()).extracting(SessionInfo.Worker::lastStep).containsExactly(49L);
    }
  }

  @Test
  void streamAndUnaryCalls_answerTheSame() {
    try (AggregationClient unary = server.client();
        AggregationClient stream =
            AggregationClient.connect(server.options().streamUse(StreamUse.ALWAYS).build());
        AggregationSession one = unary.createSession(STEPS.options());
        AggregationSession other = stream.createSession(STEPS.options())) {
      play(one, other, 3, 4);
    }
  }

  @Test
  void repeatedContribution_isFlaggedAndAddsNothing() {
    try (AggregationClient client = server.client();
        AggregationSession session = client.createSession(STEPS.options())) {
      StepAnswer first = session.aggregate(STEPS.step("w", 0, 0).build());
      StepAnswer again = session.aggregate(STEPS.step("w", 0, 0).build());
      assertThat(first.duplicate()).isFalse();
      assertThat(again.duplicate()).isTrue();
      assertSame(again.direction(), first.direction());
      assertThat(session.info().steps()).isEqualTo(1);
      assertThat(session.info().tasks()).allMatch(task -> task.evidenceCount() == 16);
    }
  }

  @Test
  void lostAnswers_areAskedForAgainAndCountOnce() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.port());
        AggregationClient client = AggregationClient.connect(proxy.target());
        AggregationClient direct = server.client();
        AggregationSession session = client.createSession(STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
      proxy.dropAnswers();
      List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        answers.add(session.aggregateAsync(STEPS.step("w", 0, i).build()));
      }
      // The first of them goes as a unary call, on whose answer the others wait.
      while (direct.session(session.id()).steps() < 2) {
        Thread.onSpinWait();
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      proxy.cut();
      assertThat(answers.get(0).get(60, TimeUnit.SECONDS).duplicate()).isTrue();
      for (int i = 1; i <= 4; i++) {
        assertThat(answers.get(i - 1).get(60, TimeUnit.SECONDS).step()).isEqualTo(i);
      }
      assertThat(session.info().steps()).isEqualTo(5);
      assertThat(session.info().tasks()).allMatch(task -> task.evidenceCount() == 5 * 16);
    }
  }

  @Test
  void cutStream_isOpenedAgainAndCountsOnce() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.port());
        AggregationClient client =
            AggregationClient.connect(
                org.bayesagg.client.ClientOptions.builder(proxy.target())
                    .streamUse(StreamUse.ALWAYS)
                    .build());
        AggregationSession session =
            client.createSession(
                SessionOptions.builder(8)
                    .task(TaskOptions.gaussian("size", 2))
                    .task(TaskOptions.bernoulli("flag", 1))
                    .task(TaskOptions.categorical("kind", 3))
                    .replayWindow(64)
                    .build())) {
      List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(session.aggregateAsync(STEPS.step("w", 0, i).build()));
        if (i % 10 == 7) {
          answers.get(i - 4).get(60, TimeUnit.SECONDS);
          proxy.cut();
        }
      }
      for (int i = 0; i < 40; i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS).step()).isEqualTo(i);
      }
      assertThat(session.info().steps()).isEqualTo(40);
      assertThat(session.info().tasks()).allMatch(task -> task.evidenceCount() == 40 * 16);
    }
  }

  @Test
  void twoSessionsAtOnce_answerAsEachAlone() throws Exception {
    try (AggregationClient client = server.client();
        AggregationSession alone = client.createSession(STEPS.options());
        AggregationSession one = client.createSession(STEPS.options());
        AggregationSession other = client.createSession(STEPS.options())) {
      List<DenseArray> expected = directions(alone);
      FutureTask<List<DenseArray>> beside = new FutureTask<>(() -> directions(other));
      Thread thread = new Thread(beside, "other-session");
      thread.start();
      List<DenseArray> actual = directions(one);
      List<DenseArray> otherActual = beside.get(60, TimeUnit.SECONDS);
      for (int i = 0; i < expected.size(); i++) {
        assertSame(actual.get(i), expected.get(i));
        assertSame(otherActual.get(i), expected.get(i));
      }
    }
  }

  @Test
  void synchronousWorkers_shareAStep() throws Exception {
    SessionOptions options =
        SessionOptions.builder(8)
            .task(TaskOptions.gaussian("size", 2))
            .task(TaskOptions.bernoulli("flag", 1))
            .task(TaskOptions.categorical("kind", 3))
            .synchronous(SynchronousSteps.of(2))
            .build();
    String name = "shared";
    try (AggregationClient client = server.client();
        AggregationSession one = client.createOrJoinSession(name, options);
        AggregationSession two = client.createOrJoinSession(name, options)) {
      assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
      var first = one.aggregateAsync(STEPS.step("a", 0, 0).build());
      var second = two.aggregateAsync(STEPS.step("b", 0, 0).build());
      assertThat(first.get(60, TimeUnit.SECONDS).examples()).isEqualTo(32);
      assertThat(second.get(60, TimeUnit.SECONDS).contributions()).isEqualTo(2);
      client.deleteSession(name);
    }
  }

  @Test
  void halfPrecision_changesTheDirectionByItsRounding() {
    try (AggregationClient client = server.client();
        AggregationSession full = client.createSession(STEPS.options());
        AggregationSession half = client.createSession(STEPS.options())) {
      long step = 0;
      for (ElementType type : List.of(ElementType.BF16, ElementType.F16)) {
        step++;
        double[] expected = full.aggregate(STEPS.step("w", 0, step).build()).direction().doubles();
        double[] actual =
            half.aggregate(STEPS.step("w", 0, step).featureType(type).answerType(type).build())
                .direction()
                .doubles();
        double scale = largest(expected);
        double rounding = type == ElementType.BF16 ? 0x1p-8 : 0x1p-11;
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i]).isCloseTo(expected[i], within(8 * rounding * scale));
        }
        assertThat(actual).isNotEqualTo(expected);
      }
    }
  }

  @Test
  void outputGradients_standForTheirLabels() {
    int n = 16;
    int d = 8;
    SessionOptions options = SessionOptions.builder(d).task(TaskOptions.gaussian("y", 1)).build();
    Random random = new Random(5);
    float[] features = RandomSteps.normal(random, n * d, 1);
    float[] labels = RandomSteps.normal(random, n, 1);
    float[] head = RandomSteps.normal(random, d + 1, 0.3);
    float[] gradients = new float[n];
    for (int i = 0; i < n; i++) {
      double z = head[d];
      for (int j = 0; j < d; j++) {
        z += features[i * d + j] * head[j];
      }
      gradients[i] = (float) (2 * (z - labels[i]));
    }
    try (AggregationClient client = server.client();
        AggregationSession byLabels = client.createSession(options);
        AggregationSession byGradients = client.createSession(options)) {
      StepAnswer expected =
          byLabels.aggregate(
              Contribution.builder("w", 0, 0)
                  .features(features)
                  .task(TaskInput.labels("y", labels, head))
                  .build());
      StepAnswer actual =
          byGradients.aggregate(
              Contribution.builder("w", 0, 0)
                  .features(features)
                  .task(TaskInput.outputGradients("y", gradients, head))
                  .build());
      assertSame(actual.direction(), expected.direction());
    }
  }

  @Test
  void wrongLabel_isRefusedWithItsFieldAndChangesNothing() {
    try (AggregationClient client = server.client();
        AggregationSession session = client.createSession(STEPS.options())) {
      session.aggregate(STEPS.step("w", 0, 0).build());
      SessionInfo before = session.info();
      Contribution wrong =
          Contribution.builder("w", 0, 1)
              .features(new float[16 * 8])
              .task(TaskInput.classes("kind", filled(16, 3), new float[3 * 9]))
              .build();
      assertThatThrownBy(() -> session.aggregate(wrong))
          .isInstanceOfSatisfying(
              AggregationException.class,
              error -> {
                assertThat(error.code()).isEqualTo("INVALID_ARGUMENT");
                assertThat(error.reason()).isEqualTo(ErrorReason.INVALID_INPUT);
                assertThat(error.violations()).isNotEmpty();
                assertThat(error.violations().get(0).field()).contains("kind").contains("labels");
              });
      assertThat(session.info()).isEqualTo(before);
    }
  }

  @Test
  void posteriorAndPredictions_needAPriorAndThenAgree() {
    SessionOptions options =
        SessionOptions.builder(2)
            .task(TaskOptions.gaussian("y", 1).withPriorVariance(10))
            .preset(Preset.PAPER)
            .build();
    try (AggregationClient client = server.client();
        AggregationSession session = client.createSession(options)) {
      assertThatThrownBy(session::posterior)
          .isInstanceOfSatisfying(
              AggregationException.class,
              error -> assertThat(error.reason()).isEqualTo(ErrorReason.NO_PRIOR));
      float[] features = {1, 0, 0, 1, 1, 1, 1, -1};
      float[] labels = {2, -1, 1, 3};
      session.aggregate(
          Contribution.builder("w", 0, 0)
              .features(features)
              .task(TaskInput.labels("y", labels, new float[3]))
              .build());
      assertThat(session.finishEpoch("w", 0).phase()).isEqualTo(SessionPhase.BAYESIAN);
      TaskPosterior posterior =
          session.posterior(PosteriorPart.PRECISION, PosteriorPart.COVARIANCE).get(0);
      // X'X = 3 I and X'y = (6, -3): precision 3.1 I, mean X'y / 3.1.
      assertThat(posterior.precision().doubles())
          .containsExactly(new double[] {3.1, 0, 0, 3.1}, within(1e-9));
      assertThat(posterior.mean().doubles())
          .containsExactly(new double[] {6 / 3.1, -3 / 3.1}, within(1e-9));
      assertThat(posterior.covariance().at(0)).isCloseTo(1 / 3.1, within(1e-9));
      TaskPrediction prediction = session.predict(new float[] {2, 1}).get(0);
      assertThat(prediction.mean().at(0)).isCloseTo(9 / 3.1, within(1e-5));
      assertThat(prediction.variance().at(0)).isCloseTo(1 + 5 / 3.1, within(1e-5));
    }
  }

  @Test
  void posteriorAboveTheStockLimit_comesInChunks() {
    int d = 1024;
    SessionOptions options =
        SessionOptions.builder(d).task(TaskOptions.gaussian("y", 1)).preset(Preset.PAPER).build();
    try (AggregationClient client = server.client();
        AggregationSession session = client.createSession(options)) {
      float[] features = new float[4 * d];
      features[5] = 2;
      session.aggregate(
          Contribution.builder("w", 0, 0)
              .features(features)
              .task(TaskInput.labels("y", new float[4], new float[d]))
              .build());
      session.finishEpoch("w", 0);
      DenseArray precision = session.posterior(PosteriorPart.PRECISION).get(0).precision();
      assertThat(precision.shape()).containsExactly(d, d);
      assertThat(precision.at(0)).isCloseTo(1000, within(1e-6));
      assertThat(precision.at(5 * d + 5)).isCloseTo(1004, within(1e-6));
      assertThat(precision.at(d * d - 1)).isCloseTo(1000, within(1e-6));
      client.deleteSession(session.id());
    }
  }

  @Test
  void serverThatComesLater_isWaitedFor() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(1);
        AggregationClient client = AggregationClient.connect(proxy.target())) {
      FutureTask<String> call = new FutureTask<>(() -> client.serverInfo().engine());
      new Thread(call, "early-caller").start();
      proxy.forwardTo(server.port());
      assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("cpu");
    }
  }

  /** Plays the same epochs in two sessions and compares every answer. */
  private static void play(
      AggregationSession one, AggregationSession other, int epochs, int steps) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int step = 0; step < steps; step++) {
        Contribution.Builder contribution =
            STEPS.step("w", epoch, step).include(StepOutput.GRADIENT_MOMENTS);
        StepAnswer expected = one.aggregate(contribution.build());
        StepAnswer actual = other.aggregate(contribution.build());
        assertThat(actual.phase()).isEqualTo(expected.phase());
        assertSame(actual.direction(), expected.direction());
        if (expected.phase() == SessionPhase.BAYESIAN) {
          assertSame(actual.task("kind").gradientMean(), expected.task("kind").gradientMean());
        }
      }
      assertThat(one.finishEpoch("w", epoch)).isEqualTo(other.finishEpoch("w", epoch));
    }
    assertThat(one.info().phase()).isEqualTo(SessionPhase.BAYESIAN);
  }

  private static List<DenseArray> directions(AggregationSession session) {
    List<DenseArray> directions = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int step = 0; step < 10; step++) {
        directions.add(session.aggregate(STEPS.step("w", epoch, step).build()).direction());
      }
    }
    return directions;
  }

  private static void assertSame(DenseArray actual, DenseArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.doubles())
        .containsExactly(expected.doubles(), within(SAME * largest(expected.doubles())));
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static int[] filled(int length, int value) {
    int[] values = new int[length];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
