package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregationClientTest {
  private final FakeServer server = new FakeServer();
  private final AggregationClient client = server.client();
  private final SessionOptions options =
      SessionOptions.builder(3).task(TaskOptions.gaussian("age", 1)).build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void serverInfo_hasEveryField() {
    assertThat(client.serverInfo())
        .isEqualTo(
            new ServerInfo("1.2.3", "cpu", "SkylakeX", new ServerInfo.Limits(4, 5, 6, 7, 8, 9)));
  }

  @Test
  void createSession_answersWithTheServersConfiguration() {
    AggregationSession session = client.createSession("run", options);
    assertThat(session.id()).isEqualTo("run");
    assertThat(session.fingerprint()).isEqualTo("print");
    assertThat(session.options().warmupEpochs()).isEqualTo(1);
    assertThat(session.info().id()).isEqualTo("run");
    assertThat(client.joinSession("run").fingerprint()).isEqualTo("print");
  }

  @Test
  void createSession_nameless_getsANameThatSurvivesALostAnswer() {
    server.service.failAfterwards = true;
    server.service.failures.add(Status.UNAVAILABLE.asRuntimeException());
    AggregationSession session = client.createSession(options);
    assertThat(session.id()).startsWith("session-");
    assertThat(server.service.session.getSessionId()).isEqualTo(session.id());
  }

  @Test
  void createSession_nameInUse_isRefused() {
    client.createSession("run", options).close();
    assertThatThrownBy(() -> client.createSession("run", options))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.SESSION_EXISTS));
  }

  @Test
  void createOrJoin_sameChoices_joins() {
    client.createSession("run", options).close();
    assertThat(client.createOrJoinSession("run", options).id()).isEqualTo("run");
  }

  @Test
  void createOrJoin_otherChoices_isRefusedWithTheField() {
    client.createSession("run", options).close();
    SessionOptions other =
        SessionOptions.builder(3).task(TaskOptions.gaussian("age", 1)).lossDecay(0.5).build();
    assertThatThrownBy(() -> client.createOrJoinSession("run", other))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.FINGERPRINT_MISMATCH);
              assertThat(error).hasMessageContaining("loss_decay");
            });
  }

  @Test
  void sessions_followsThePages() {
    assertThat(client.sessions())
        .extracting(SessionInfo::id)
        .containsExactly("after", "afterx", "afterxx");
  }

  @Test
  void deleteSession_lostAnswer_countsAsDone() {
    client.createSession("run", options).close();
    server.service.failAfterwards = true;
    server.service.failures.add(Status.UNAVAILABLE.asRuntimeException());
    client.deleteSession("run");
    assertThat(server.service.session).isNull();
  }

  @Test
  void deleteSession_unknown_isRefused() {
    assertThatThrownBy(() -> client.deleteSession("none"))
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.SESSION_NOT_FOUND));
  }

  @Test
  void passingErrors_areRepeatedAndLastingOnesAreNot() {
    for (int i = 0; i < 3; i++) {
      server.service.failures.add(Status.UNAVAILABLE.asRuntimeException());
    }
    assertThat(client.serverInfo().version()).isEqualTo("1.2.3");
    server.service.failures.add(Status.PERMISSION_DENIED.asRuntimeException());
    assertThatThrownBy(client::serverInfo)
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PERMISSION_DENIED));
    assertThat(server.service.failures).isEmpty();
  }

  @Test
  void serverAway_callGivesUpWithItsTime() {
    server.stop();
    try (AggregationClient impatient =
        server.client(FakeServer.options().callTimeout(Duration.ofMillis(50)))) {
      assertThatThrownBy(impatient::serverInfo)
          .isInstanceOfSatisfying(
              AggregationException.class,
              error -> {
                assertThat(error.reason()).isIn(ErrorReason.UNREACHABLE, ErrorReason.DEADLINE);
                assertThat(error.getStackTrace()[0].getClassName())
                    .contains("AggregationException");
                assertThat(error.hint()).isNotEmpty();
              });
    }
  }

  @Test
  void serverBack_callGoesOn() throws Exception {
    server.stop();
    FutureTask<ServerInfo> call = new FutureTask<>(client::serverInfo);
    new Thread(call, "caller").start();
    server.start();
    assertThat(call.get(30, TimeUnit.SECONDS).version()).isEqualTo("1.2.3");
  }

  @Test
  void token_goesWithEveryCall() {
    try (AggregationClient known = server.client(FakeServer.options().token("secret"))) {
      known.serverInfo();
    }
    assertThat(server.tokens).containsExactly("Bearer secret");
  }

  @Test
  void close_failsCallsThatWait() throws Exception {
    server.stop();
    FutureTask<ServerInfo> call = new FutureTask<>(client::serverInfo);
    Thread caller = new Thread(call, "caller");
    caller.start();
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    client.close();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.CLOSED));
    assertThatThrownBy(client::serverInfo)
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.CLOSED));
  }

  @Test
  void interrupt_endsTheWaitAndStaysSet() throws Exception {
    server.stop();
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              try {
                client.serverInfo();
                return false;
              } catch (AggregationException e) {
                return e.reason() == ErrorReason.INTERRUPTED && Thread.interrupted();
              }
            });
    Thread caller = new Thread(call, "caller");
    caller.start();
    caller.interrupt();
    assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
  }
}
