package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.bayesagg.service.grpc.ServiceFixture.reason;

import com.google.common.collect.ImmutableList;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.FinishEpochResponse;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ListSessionsResponse;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.PredictResponse;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionPhase;
import org.bayesagg.v1.SetAsideSession;
import org.bayesagg.v1.TaskPosterior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregationGrpcServiceTest {
  private final ServiceFixture fixture = new ServiceFixture();
  private final AggregationServiceBlockingStub stub = fixture.blocking();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void createSession_answersTheCompleteConfiguration() {
    Session session = create("fresh");
    assertThat(session.getSessionId()).isEqualTo("fresh");
    assertThat(session.getConfig().getExpectationGain()).isEqualTo(10);
    assertThat(session.getFingerprint()).hasSize(64);
    assertThat(session.getFootprint().getTotalBytes()).isEqualTo(6);
    assertThat(session.getPhase()).isEqualTo(SessionPhase.SESSION_PHASE_WARMUP);
    assertThat(session.getWorkers(0).getWorker()).isEqualTo("w0");
    assertThat(session.getTasks(2).getTask()).isEqualTo("kind");
    assertThat(session.getTasks(2).getRunningLossList()).containsExactly(0.5);
  }

  @Test
  void createSession_withoutAName_getsOne() {
    String first = create("").getSessionId();
    assertThat(first).matches("[A-Za-z0-9._-]{1,128}").isNotEqualTo(create("").getSessionId());
  }

  @Test
  void createSession_wrong_isRefused() {
    assertRefused(() -> create("a b"), Status.Code.INVALID_ARGUMENT, "NAME_INVALID");
    assertRefused(() -> create("run"), Status.Code.ALREADY_EXISTS, "SESSION_EXISTS");
    assertRefused(
        () -> stub.createSession(CreateSessionRequest.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "CONFIG_INVALID");
  }

  @Test
  void aggregate_wrong_givesThePlaceUp() {
    assertRefused(
        () -> stub.aggregate(fixture.request().setWorker("a b").build()),
        Status.Code.INVALID_ARGUMENT,
        "NAME_INVALID");
    assertThat(fixture.session.places()).isZero();
    stub.aggregate(fixture.request().build());
    assertThat(fixture.session.places()).isZero();
  }

  @Test
  void getAndDelete_followEachOther() {
    GetSessionRequest get = GetSessionRequest.newBuilder().setSessionId("run").build();
    assertThat(stub.getSession(get).getSession().getSessionId()).isEqualTo("run");
    DeleteSessionRequest delete = DeleteSessionRequest.newBuilder().setSessionId("run").build();
    stub.deleteSession(delete);
    assertRefused(() -> stub.getSession(get), Status.Code.NOT_FOUND, "SESSION_NOT_FOUND");
    assertRefused(() -> stub.deleteSession(delete), Status.Code.NOT_FOUND, "SESSION_NOT_FOUND");
  }

  @Test
  void listSessions_pages_holdEachSessionOnce() {
    List.of("c", "a", "b", "d").forEach(this::create);
    ListSessionsResponse first = list(2, "");
    assertThat(names(first)).containsExactly("a", "b");
    ListSessionsResponse second = list(2, first.getNextPageToken());
    assertThat(names(second)).containsExactly("c", "d");
    ListSessionsResponse third = list(2, second.getNextPageToken());
    assertThat(names(third)).containsExactly("run");
    assertThat(third.getNextPageToken()).isEmpty();
    assertThat(names(list(0, ""))).hasSize(5);
    assertThat(list(5, "").getNextPageToken()).isEmpty();
  }

  @Test
  void listSessions_lastPage_namesThoseSetAside() {
    fixture.registry.setAside.put(
        "lost",
        new SessionException(
            SessionException.Reason.SESSION_SET_ASIDE, "lost: gone", Map.of(), null));
    create("a");
    ListSessionsResponse first = list(1, "");
    assertThat(first.getSetAsideList()).isEmpty();
    assertThat(list(1, first.getNextPageToken()).getSetAsideList())
        .containsExactly(
            SetAsideSession.newBuilder().setSessionId("lost").setReason("lost: gone").build());
  }

  @Test
  void listSessions_wrong_isRefused() {
    assertRefused(() -> list(-1, ""), Status.Code.INVALID_ARGUMENT, "VALUE_OUT_OF_RANGE");
    assertRefused(() -> list(1001, ""), Status.Code.INVALID_ARGUMENT, "VALUE_OUT_OF_RANGE");
    assertRefused(() -> list(1, "??"), Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @Test
  void aggregate_isAnsweredByTheSession() {
    AggregateResponse response = stub.aggregate(fixture.request().setStep(3).build());
    assertThat(WireTensors.floats(response.getDirection())).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(response.getStep()).isEqualTo(3);
  }

  @Test
  void aggregate_small_isDecodedWhereItWasRead() {
    stub.aggregate(fixture.request().build());
    assertThat(fixture.decoded).hasValue(0);
  }

  @Test
  void aggregate_large_isDecodedElsewhere() {
    AggregateRequest large =
        fixture.request().setFeatures(WireTensors.f32(new float[80_000], 40_000, 2)).build();
    assertRefused(() -> stub.aggregate(large), Status.Code.INVALID_ARGUMENT, "TENSOR_SHAPE");
    assertThat(fixture.decoded).hasValue(1);
  }

  @Test
  void aggregate_refusals_countNothing() {
    assertRefused(
        () -> stub.aggregate(fixture.request().setFingerprint("other").build()),
        Status.Code.FAILED_PRECONDITION,
        "FINGERPRINT_MISMATCH");
    assertRefused(
        () -> stub.aggregate(fixture.request().clearFeatures().build()),
        Status.Code.INVALID_ARGUMENT,
        "FIELD_MISSING");
    assertThat(fixture.session.contributions()).isEmpty();
  }

  @Test
  void aggregate_refusedByTheMaths_namesTheField() {
    fixture.session.onContribution(
        contribution ->
            CompletableFuture.failedFuture(
                new InvalidBatchException(List.of(new Violation("features", "NaN", "finite")))));
    Throwable thrown = catchThrowable(() -> stub.aggregate(fixture.request().build()));
    assertThat(thrown).hasMessageContaining("features: got NaN, expected finite");
    assertThat(reason(thrown)).isEqualTo("TENSOR_VALUE");
  }

  @Test
  void aggregate_faultOfTheServer_tellsNothing() {
    fixture.session.onContribution(
        contribution -> {
          throw new IllegalStateException("secret");
        });
    Throwable thrown = catchThrowable(() -> stub.aggregate(fixture.request().build()));
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(thrown).hasMessageNotContaining("secret");
  }

  @Test
  void finishEpoch_answersWhoIsMissing() {
    FinishEpochRequest.Builder request =
        FinishEpochRequest.newBuilder()
            .setSessionId("run")
            .setFingerprint(fixture.session.fingerprint())
            .setWorker("w0")
            .setEpoch(4);
    FinishEpochResponse response = stub.finishEpoch(request.build());
    assertThat(response.getEpoch()).isEqualTo(4);
    assertThat(response.getWaitingForList()).containsExactly("w1");
    assertRefused(
        () -> stub.finishEpoch(request.clone().setEpoch(-1).build()),
        Status.Code.INVALID_ARGUMENT,
        "VALUE_OUT_OF_RANGE");
    assertRefused(
        () -> stub.finishEpoch(request.clone().setFingerprint("x").build()),
        Status.Code.FAILED_PRECONDITION,
        "FINGERPRINT_MISMATCH");
  }

  @Test
  void getPosterior_selectedTasks_comeInOrder() {
    GetPosteriorRequest.Builder request =
        GetPosteriorRequest.newBuilder()
            .setSessionId("run")
            .setFingerprint(fixture.session.fingerprint())
            .addTasks("kind")
            .addTasks("age")
            .setPrecision(true);
    List<GetPosteriorResponse> frames = ImmutableList.copyOf(stub.getPosterior(request.build()));
    assertThat(frames).hasSize(1);
    List<TaskPosterior> tasks = frames.get(0).getHeader().getTasksList();
    assertThat(tasks).extracting(TaskPosterior::getTask).containsExactly("age", "kind");
    assertThat(tasks.get(1).getMean().getShapeList()).containsExactly(3L, 3L);
    assertThat(tasks.get(1).hasPrecision()).isTrue();
    assertThat(tasks.get(1).hasCovariance()).isFalse();
    assertRefused(
        () -> stub.getPosterior(request.clone().addTasks("weight").build()).next(),
        Status.Code.NOT_FOUND,
        "TASK_NOT_FOUND");
    assertRefused(
        () -> stub.getPosterior(request.clone().setSessionId("gone").build()).next(),
        Status.Code.NOT_FOUND,
        "SESSION_NOT_FOUND");
  }

  @Test
  void predict_answersEveryTask() {
    PredictRequest.Builder request =
        PredictRequest.newBuilder()
            .setSessionId("run")
            .setFingerprint(fixture.session.fingerprint())
            .setFeatures(WireTensors.f32(new float[4], 2, 2));
    PredictResponse response = stub.predict(request.build());
    assertThat(response.getTasksCount()).isEqualTo(3);
    assertThat(response.getTasks(2).getMean().getShapeList()).containsExactly(2L, 3L);
    assertRefused(
        () -> stub.predict(request.clone().clearFeatures().build()),
        Status.Code.INVALID_ARGUMENT,
        "FIELD_MISSING");
  }

  @Test
  void getServerInfo_tellsTheLimits() {
    GetServerInfoResponse info = stub.getServerInfo(GetServerInfoRequest.getDefaultInstance());
    assertThat(info.getVersion()).isEqualTo("1.2.3");
    assertThat(info.getEngine()).isEqualTo("cpu");
    assertThat(info.getLimits().getMaxSessions()).isEqualTo(10);
    assertThat(info.getLimits().getMaxTotalBytes()).isEqualTo(1000);
    assertThat(info.getLimits().getMaxWorkersPerSession()).isEqualTo(20);
    assertThat(info.getLimits().getMaxQueuedContributions()).isEqualTo(30);
    assertThat(info.getLimits().getMaxContributionBytes()).isEqualTo(1 << 24);
    assertThat(info.getLimits().getMaxMessageBytes()).isEqualTo(1 << 20);
  }

  private Session create(String id) {
    return stub.createSession(
            CreateSessionRequest.newBuilder().setSessionId(id).setConfig(Examples.config()).build())
        .getSession();
  }

  private ListSessionsResponse list(int size, String token) {
    return stub.listSessions(
        ListSessionsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  private static List<String> names(ListSessionsResponse page) {
    return page.getSessionsList().stream().map(Session::getSessionId).toList();
  }

  private static void assertRefused(ThrowingCallable call, Status.Code code, String reason) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isNotNull();
    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(code);
    assertThat(reason(thrown)).isEqualTo(reason);
  }
}
