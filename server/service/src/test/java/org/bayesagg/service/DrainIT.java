package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.SynchronousSteps;
import org.bayesagg.v1.WorkerMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop answers what it has accepted and refuses the rest. */
class DrainIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void close_whileAStepWaits_answersItAndRefusesNewOnes() throws IOException, InterruptedException {
    try (ServerFixture fixture = new ServerFixture(ServerConfig.onFreePorts());
        StreamClient stream = new StreamClient(fixture.async())) {
      Session session = synchronousSession(fixture);
      stream.send(1, request(session, "w0"));
      fixture.awaitMetric("bayesagg_queue{session=\"run\",} 1.0", PATIENCE);
      BlockingQueue<ServingStatus> health = watchHealth(fixture);
      assertThat(next(health)).isEqualTo(ServingStatus.SERVING);

      CompletableFuture<Void> closing = CompletableFuture.runAsync(fixture.server::close);

      assertThat(next(health)).isEqualTo(ServingStatus.NOT_SERVING);
      awaitRefusals(fixture);
      Throwable late = catchThrowable(() -> fixture.blocking().aggregate(request(session, "w1")));
      assertThat(Status.fromThrowable(late).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(stream.next().getAnswer().getResponse().getContributions()).isEqualTo(1);
      Throwable end = stream.awaitError();
      assertThat(Status.fromThrowable(end).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(ServerFixture.detail(end, ErrorInfo.class).getReason()).isEqualTo("DRAINING");
      assertThat(ServerFixture.detail(end, RetryInfo.class).hasRetryDelay()).isTrue();
      closing.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  @Test
  void process_toldToStop_endsWithStatusZero() throws IOException, InterruptedException {
    Path ports = folder.resolve("ports");
    Files.writeString(ports, "stale");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.bayesagg.service.Main",
                "--port=0",
                "--http-port=0",
                "--ephemeral",
                "--port-file=" + ports)
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.contains("is serving on")) {
        line = output.readLine();
      }
      assertThat(line).containsPattern("127\\.0\\.0\\.1:\\d+, metrics on http://.*, engine cpu");
      List<String> written = Files.readAllLines(ports);
      assertThat(line).contains(":" + written.get(0) + ",").contains(":" + written.get(1) + "/");
      // Process.destroy would close the output that is still to be read.
      process.toHandle().destroy();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(output.lines()).contains("BayesAgg has stopped");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Session synchronousSession(ServerFixture fixture) {
    SessionConfig config =
        Examples.config().toBuilder()
            .setWorkerMode(WorkerMode.WORKER_MODE_SYNCHRONOUS)
            .setSynchronous(SynchronousSteps.newBuilder().setWorkers(2).setQuorum(1))
            .build();
    CreateSessionRequest request =
        CreateSessionRequest.newBuilder().setSessionId("run").setConfig(config).build();
    return fixture.blocking().createSession(request).getSession();
  }

  /** Health turns before sessions refuse. What no session would count tells when they do. */
  private static void awaitRefusals(ServerFixture fixture) {
    AggregateRequest stranger = Examples.request().setFingerprint("another").build();
    long begun = System.nanoTime();
    Status.Code code;
    do {
      Throwable refusal = catchThrowable(() -> fixture.blocking().aggregate(stranger));
      code = Status.fromThrowable(refusal).getCode();
    } while (code != Status.Code.UNAVAILABLE && System.nanoTime() - begun < PATIENCE.toNanos());
    assertThat(code).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static AggregateRequest request(Session session, String worker) {
    return Examples.request().setFingerprint(session.getFingerprint()).setWorker(worker).build();
  }

  private static BlockingQueue<ServingStatus> watchHealth(ServerFixture fixture) {
    BlockingQueue<ServingStatus> seen = new LinkedBlockingQueue<>();
    HealthGrpc.newStub(fixture.channel)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                seen.add(response.getStatus());
              }

              @Override
              public void onError(Throwable cause) {}

              @Override
              public void onCompleted() {}
            });
    return seen;
  }

  private static ServingStatus next(BlockingQueue<ServingStatus> health)
      throws InterruptedException {
    return health.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
