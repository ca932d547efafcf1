package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.bayesagg.v1.StreamedContribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepStreamTest {
  private static final int BIG = 2_000_000;

  private final FakeServer server = new FakeServer();
  private final List<AggregationClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(AggregationClient::close);
    server.close();
  }

  @Test
  void bigStep_goesByTheStreamAndComesBackWhole() throws Exception {
    AggregationSession session = session(FakeServer.options());
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(3, BIG));
    FakeStream stream = server.service.awaitStream();
    StreamedContribution whole = stream.await();
    assertThat(whole.getRequest().getStep()).isEqualTo(3);
    stream.answerInChunks(whole, 999_999);
    float[] direction = get(answer).direction().floats();
    assertThat(direction).hasSize(BIG);
    assertThat(direction[BIG - 1]).isEqualTo(BIG - 1);
    assertThat(server.service.unarySteps).isEmpty();
  }

  @Test
  void arraysOfABigStep_areTheCallersAgainAfterAggregateAsync() throws Exception {
    AggregationSession session = session(FakeServer.options());
    float[] features = new float[BIG];
    CompletableFuture<StepAnswer> answer =
        session.aggregateAsync(Contribution.builder("w", 0, 0).features(features).build());
    Arrays.fill(features, 1);
    FakeStream broken = server.service.awaitStream();
    StreamedContribution first = broken.await();
    broken.fail(Status.UNAVAILABLE);
    FakeStream stream = server.service.awaitStream();
    StreamedContribution again = stream.await();
    assertThat(again.getRequest()).isEqualTo(first.getRequest());
    stream.answerInChunks(again, 1 << 20);
    assertThat(get(answer).direction().floats()).containsOnly(0);
  }

  @Test
  void smallStepWithABigAnswer_goesByTheStream() throws Exception {
    AggregationSession session =
        session(
            FakeServer.options(),
            SessionOptions.builder(2).task(TaskOptions.gaussian("many", 1000)).build());
    CompletableFuture<StepAnswer> answer =
        session.aggregateAsync(
            AggregationSessionTest.step(0, 1000).include(StepOutput.GRADIENT_MOMENTS).build());
    FakeStream stream = server.service.awaitStream();
    stream.answer(stream.await());
    assertThat(get(answer).step()).isZero();
  }

  @Test
  void answersInAnyOrder_findTheirContribution() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(session.aggregateAsync(step(i, 4)));
    }
    FakeStream stream = server.service.awaitStream();
    List<StreamedContribution> received = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      received.add(stream.await());
      assertThat(received.get(i).getRequest().getStep()).isEqualTo(i);
      assertThat(received.get(i).getSequence())
          .isGreaterThan(i == 0 ? 0 : received.get(i - 1).getSequence());
    }
    Collections.reverse(received);
    received.forEach(stream::answer);
    for (int i = 0; i < 10; i++) {
      assertThat(get(answers.get(i)).step()).isEqualTo(i);
    }
    assertThat(server.service.streams).isEmpty();
  }

  @Test
  void stepsBehindAUnaryCall_keepTheirOrder() throws Exception {
    AggregationSession session = session(FakeServer.options());
    CompletableFuture<Void> gate = new CompletableFuture<>();
    var direct = server.service.step;
    server.service.step =
        request -> {
          gate.join();
          return direct.apply(request);
        };
    List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(session.aggregateAsync(step(i, 4)));
    }
    assertThat(server.service.streams).isEmpty();
    gate.complete(null);
    FakeStream stream = server.service.awaitStream();
    for (int i = 1; i < 5; i++) {
      StreamedContribution next = stream.await();
      assertThat(next.getRequest().getStep()).isEqualTo(i);
      stream.answer(next);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(get(answers.get(i)).step()).isEqualTo(i);
    }
    assertThat(session.aggregate(step(5, 4)).step()).isEqualTo(5);
    assertThat(server.service.unarySteps).hasSize(2);
  }

  @Test
  void errorInTheStream_failsItsContributionAlone() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> wrong = session.aggregateAsync(step(0, 4));
    CompletableFuture<StepAnswer> right = session.aggregateAsync(step(1, 4));
    FakeStream stream = server.service.awaitStream();
    stream.refuse(stream.await(), Status.Code.INVALID_ARGUMENT, "LABEL_OUT_OF_RANGE");
    stream.answer(stream.await());
    assertThat(get(right).step()).isEqualTo(1);
    assertThat(failure(wrong).rawReason()).isEqualTo("LABEL_OUT_OF_RANGE");
    CompletableFuture<StepAnswer> next = session.aggregateAsync(step(2, 4));
    stream.answer(stream.await());
    assertThat(get(next).step()).isEqualTo(2);
  }

  @Test
  void passingErrorInTheStream_isSentAgain() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(7, 4));
    FakeStream stream = server.service.awaitStream();
    StreamedContribution first = stream.await();
    stream.refuse(first, Status.Code.ABORTED, "QUORUM_MISSED");
    StreamedContribution second = stream.await();
    assertThat(second.getRequest()).isEqualTo(first.getRequest());
    assertThat(second.getSequence()).isGreaterThan(first.getSequence());
    stream.answer(second);
    assertThat(get(answer).step()).isEqualTo(7);
  }

  @Test
  void brokenStream_isOpenedAgainAndTheUnansweredIsSentAgainInOrder() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(session.aggregateAsync(step(i, 4)));
    }
    FakeStream stream = server.service.awaitStream();
    stream.answer(stream.await());
    assertThat(get(answers.get(0)).step()).isZero();
    stream.await();
    stream.fail(Status.UNAVAILABLE);
    FakeStream next = server.service.awaitStream();
    for (int i = 1; i < 4; i++) {
      StreamedContribution again = next.await();
      assertThat(again.getRequest().getStep()).isEqualTo(i);
      next.answer(again);
    }
    for (int i = 1; i < 4; i++) {
      assertThat(get(answers.get(i)).step()).isEqualTo(i);
    }
  }

  @Test
  void streamEndedByADrainingServer_isOpenedAgain() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(0, 4));
    FakeStream stream = server.service.awaitStream();
    stream.await();
    stream.end();
    FakeStream next = server.service.awaitStream();
    next.answer(next.await());
    assertThat(get(answer).step()).isZero();
  }

  @Test
  void lastingErrorOfTheStream_failsAllThatWait() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> first = session.aggregateAsync(step(0, 4));
    CompletableFuture<StepAnswer> second = session.aggregateAsync(step(1, 4));
    FakeStream stream = server.service.awaitStream();
    stream.await();
    stream.await();
    stream.fail(Status.PERMISSION_DENIED);
    assertThat(failure(first).reason()).isEqualTo(ErrorReason.PERMISSION_DENIED);
    assertThat(failure(second).reason()).isEqualTo(ErrorReason.PERMISSION_DENIED);
    CompletableFuture<StepAnswer> third = session.aggregateAsync(step(2, 4));
    FakeStream next = server.service.awaitStream();
    next.answer(next.await());
    assertThat(get(third).step()).isEqualTo(2);
  }

  @Test
  void chunkOutOfOrder_isAProtocolErrorAndNotSentAgain() throws Exception {
    AggregationSession session = session(FakeServer.options());
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(0, BIG));
    FakeStream stream = server.service.awaitStream();
    StreamedContribution whole = stream.await();
    var announced = FakeStream.response(whole).toBuilder();
    announced.getDirectionBuilder().clearData();
    stream.send(announced.build(), whole.getSequence());
    stream.chunk(whole.getSequence(), 8, ByteString.copyFrom(new byte[8]));
    assertThat(failure(answer).reason()).isEqualTo(ErrorReason.PROTOCOL);
    stream.awaitEnd();
    assertThat(server.service.streams).isEmpty();
  }

  @Test
  void oneAttempt_failsWithTheStream() throws Exception {
    AggregationSession session =
        session(FakeServer.options().streamUse(StreamUse.ALWAYS).retry(RetryPolicy.none()));
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(0, 4));
    FakeStream stream = server.service.awaitStream();
    stream.await();
    stream.fail(Status.UNAVAILABLE);
    assertThat(failure(answer).code()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void timeUp_failsTheContributionAndALateAnswerHarmsNobody() throws Exception {
    AggregationSession session =
        session(
            FakeServer.options().streamUse(StreamUse.ALWAYS).stepTimeout(Duration.ofMillis(200)));
    CompletableFuture<StepAnswer> late = session.aggregateAsync(step(0, 4));
    FakeStream stream = server.service.awaitStream();
    StreamedContribution received = stream.await();
    assertThat(failure(late).reason()).isEqualTo(ErrorReason.DEADLINE);
    stream.answerInChunks(received, 8);
    CompletableFuture<StepAnswer> next = session.aggregateAsync(step(1, 4));
    stream.answer(stream.await());
    assertThat(get(next).step()).isEqualTo(1);
  }

  @Test
  void close_failsWhatIsOnItsWay() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(0, 4));
    FakeStream stream = server.service.awaitStream();
    stream.await();
    session.close();
    assertThat(failure(answer).reason()).isEqualTo(ErrorReason.CLOSED);
    stream.awaitEnd();
    assertThat(failure(session.aggregateAsync(step(1, 4))).reason()).isEqualTo(ErrorReason.CLOSED);
  }

  @Test
  void serverGone_stepWaitsForItsSuccessor() throws Exception {
    AggregationSession session = session(FakeServer.options().streamUse(StreamUse.ALWAYS));
    CompletableFuture<StepAnswer> answer = session.aggregateAsync(step(0, 4));
    server.service.awaitStream().await();
    server.stop();
    server.start();
    FakeStream next = server.service.awaitStream();
    next.answer(next.await());
    assertThat(get(answer).step()).isZero();
  }

  private AggregationSession session(ClientOptions.Builder options) {
    return session(options, SessionOptions.builder(2).task(TaskOptions.gaussian("age", 1)).build());
  }

  private AggregationSession session(ClientOptions.Builder options, SessionOptions config) {
    AggregationClient client = server.client(options);
    clients.add(client);
    return client.createSession("run", config);
  }

  private static Contribution step(long step, int values) {
    return AggregationSessionTest.step(step, values).build();
  }

  private static StepAnswer get(CompletableFuture<StepAnswer> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static AggregationException failure(CompletableFuture<StepAnswer> answer) {
    List<AggregationException> failures = new ArrayList<>();
    assertThatThrownBy(() -> get(answer))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(AggregationException.class, failures::add);
    return failures.get(0);
  }
}
