package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and rights that change while the server serves. */
class ReloadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private SecuredServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new SecuredServer(
            folder,
            "identities:\n" + SecuredServer.tokenEntry("first", "t-first", "*", "administer"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void access_changesWithoutARestart() throws IOException {
    assertThat(list("t-first")).isEqualTo(Status.Code.OK);
    assertThat(list("t-second")).isEqualTo(Status.Code.UNAUTHENTICATED);
    Files.writeString(
        server.accessFile,
        "identities:\n" + SecuredServer.tokenEntry("second", "t-second", "*", "read"));
    await(() -> list("t-second") == Status.Code.OK);
    assertThat(list("t-first")).isEqualTo(Status.Code.UNAUTHENTICATED);

    Files.writeString(server.accessFile, "identities: nonsense");
    await(() -> metric("bayesagg_reload_failures_total{what=\"access\",} 1.0", "t-second"));
    assertThat(list("t-second")).as("the last one stays in force").isEqualTo(Status.Code.OK);
  }

  @Test
  void tokenThatIsTakenOut_isRefusedOnAnOpenStreamToo() throws IOException {
    AggregationServiceGrpc.AggregationServiceBlockingStub stub =
        AggregationServiceGrpc.newBlockingStub(server.channel("t-first"));
    Session session =
        stub.createSession(
                CreateSessionRequest.newBuilder()
                    .setSessionId("run")
                    .setConfig(Examples.config())
                    .build())
            .getSession();
    try (StreamClient stream =
        new StreamClient(AggregationServiceGrpc.newStub(server.channel("t-first")))) {
      stream.send(1, LimitsFixture.request(session, 0));
      assertThat(stream.next().hasAnswer()).isTrue();
      Files.writeString(
          server.accessFile,
          "identities:\n" + SecuredServer.tokenEntry("second", "t-second", "*", "administer"));
      await(() -> list("t-second") == Status.Code.OK);
      stream.send(2, LimitsFixture.request(session, 1));
      assertThat(stream.next().getError().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED.value());

      Files.writeString(
          server.accessFile,
          "identities:\n"
              + SecuredServer.tokenEntry("first", "t-first", "*", "contribute")
              + SecuredServer.tokenEntry("second", "t-second", "*", "administer"));
      await(() -> list("t-first") == Status.Code.OK);
      stream.send(3, LimitsFixture.request(session, 1));
      assertThat(stream.next().hasAnswer()).as("known again").isTrue();
    }
  }

  @Test
  void certificate_changesForNewConnections_onBothPorts() throws IOException {
    X509Certificate before = shown(server.server.port());
    assertThat(shown(server.server.httpPort())).isEqualTo(before);
    Channel open = server.channel("t-first");
    assertThat(info(open)).isEqualTo(Status.Code.OK);

    X509Bundle renewed = server.authority.issue("server");
    // One file after the other, as people do it: in between they do not belong together.
    Files.writeString(server.certificate, renewed.getCertificatePathPEM());
    await(() -> metric("bayesagg_reload_failures_total{what=\"certificate\",} 1.0", "t-first"));
    assertThat(shown(server.server.port())).isEqualTo(before);
    Files.writeString(server.key, renewed.getPrivateKeyPEM());
    await(() -> shown(server.server.port()).equals(renewed.getCertificate()));
    assertThat(shown(server.server.httpPort())).isEqualTo(renewed.getCertificate());
    assertThat(info(open)).as("a connection that was open").isEqualTo(Status.Code.OK);
    assertThat(info(server.channel("t-first"))).isEqualTo(Status.Code.OK);
  }

  @Test
  void metrics_areForThoseWhoMayReadEverything() {
    assertThat(server.http("/healthz", null).statusCode()).isEqualTo(200);
    assertThat(server.http("/readyz", null).statusCode()).isEqualTo(200);
    assertThat(server.http("/metrics", null).statusCode()).isEqualTo(401);
    assertThat(server.http("/metrics", "Bearer t-wrong").statusCode()).isEqualTo(401);
    assertThat(server.http("/metrics", "Bearer t-first").statusCode()).isEqualTo(200);
    assertThat(server.http("/metrics", basic("anybody", "t-first")).statusCode()).isEqualTo(200);
    assertThat(server.http("/metrics", basic("t-first", "")).statusCode()).isEqualTo(401);
    assertThat(server.http("/metrics", "Basic !").statusCode()).isEqualTo(401);
    for (String path : new String[] {"/live/", "/live/overview", "/live/session?id=run"}) {
      assertThat(server.http(path, null).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(server.http("/live/", "Bearer t-first").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_areNotForThoseWhoMayReadSomeSessions() throws IOException {
    Files.writeString(
        server.accessFile,
        "identities:\n"
            + SecuredServer.tokenEntry("first", "t-first", "*", "administer")
            + SecuredServer.tokenEntry("some", "t-some", "run-*", "administer"));
    await(() -> server.http("/metrics", "Bearer t-some").statusCode() == 403);
  }

  @Test
  void olderTls_isRefused() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> shake(server.server.port(), "TLSv1.2"))
        .isInstanceOf(IOException.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> shake(server.server.httpPort(), "TLSv1.2"))
        .isInstanceOf(IOException.class);
  }

  private static String basic(String user, String password) {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString(
                (user + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private boolean metric(String line, String token) {
    return server.http("/metrics", "Bearer " + token).body().lines().anyMatch(line::equals);
  }

  private Status.Code list(String token) {
    return code(
        () ->
            AggregationServiceGrpc.newBlockingStub(server.channel(token))
                .listSessions(ListSessionsRequest.getDefaultInstance()));
  }

  private static Status.Code info(Channel channel) {
    return code(
        () ->
            AggregationServiceGrpc.newBlockingStub(channel)
                .getServerInfo(GetServerInfoRequest.getDefaultInstance()));
  }

  private static Status.Code code(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** The certificate that a new connection is shown. */
  private static X509Certificate shown(int port) {
    try {
      return shake(port, "TLSv1.3");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate shake(int port, String protocol) throws IOException {
    X509TrustManager anything =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {anything}, new SecureRandom());
      try (Socket socket =
          context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
        SSLSocket encrypted = (SSLSocket) socket;
        encrypted.setEnabledProtocols(new String[] {protocol});
        javax.net.ssl.SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return (X509Certificate) encrypted.getSession().getPeerCertificates()[0];
      }
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE);
      }
      Thread.onSpinWait();
    }
  }
}
