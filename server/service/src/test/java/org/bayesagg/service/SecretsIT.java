package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is never told: tokens and labels, in no log however detailed, and in no metric. */
class SecretsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RIGHT = "right-token-4711";
  private static final String WRONG = "wrong-token-0815";

  /** A label that stands out, and one that is refused. */
  private static final float LABEL = 86753.09f;

  private static final float REFUSED = -7.654321e37f;

  @TempDir private Path folder;

  @Test
  void tokensAndLabels_areInNoLogAndNoMetric() throws Exception {
    Path ports = folder.resolve("ports");
    Path log = folder.resolve("log");
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            "identities:\n" + SecuredServer.tokenEntry("owner", RIGHT, "*", "administer"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=logback.xml",
                "org.bayesagg.service.Main",
                "--port=0",
                "--http-port=0",
                "--ephemeral",
                "--log-level=TRACE",
                "--log-format=json",
                "--access-file=" + access,
                "--port-file=" + ports)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(ports) || Files.readAllLines(ports).size() < 2) {
        assertThat(System.nanoTime()).as("%s", log).isLessThan(deadline);
      }
      int port = Integer.parseInt(Files.readAllLines(ports).get(0));
      int httpPort = Integer.parseInt(Files.readAllLines(ports).get(1));
      play(port);
      String metrics = metrics(httpPort);
      process.destroy();
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(log);
      // What the test itself would see, if it were there.
      assertThat(text).contains("\"message\":\"step counted\"").contains("\"worker\":\"w\"");
      assertThat(metrics).contains("bayesagg_refusals_total{reason=\"UNAUTHENTICATED\",}");
      for (String told : new String[] {text, metrics}) {
        assertThat(told)
            .doesNotContain(RIGHT)
            .doesNotContain(WRONG)
            .doesNotContain("86753")
            .doesNotContain("654321");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static void play(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    AggregationServiceBlockingStub stub =
        AggregationServiceGrpc.newBlockingStub(withToken(channel, RIGHT));
    CreateSessionRequest creation =
        CreateSessionRequest.newBuilder().setSessionId("run").setConfig(Examples.config()).build();
    assertThat(
            catchThrowable(
                () ->
                    AggregationServiceGrpc.newBlockingStub(withToken(channel, WRONG))
                        .createSession(creation)))
        .isNotNull();
    Session session = stub.createSession(creation).getSession();
    var unused = stub.aggregate(labelled(session, 0, LABEL));
    assertThat(catchThrowable(() -> stub.aggregate(labelled(session, 1, REFUSED)))).isNotNull();
    channel.shutdownNow();
  }

  private static Channel withToken(Channel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static AggregateRequest labelled(Session session, int step, float label) {
    AggregateRequest.Builder request =
        Examples.request()
            .setSessionId("run")
            .setFingerprint(session.getFingerprint())
            .setWorker("w")
            .setEpoch(0)
            .setStep(step);
    ByteBuffer bytes = ByteBuffer.allocate(4 * Examples.EXAMPLES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < Examples.EXAMPLES; i++) {
      bytes.putFloat(label);
    }
    request.getTasksBuilder(0).getLabelsBuilder().setData(ByteString.copyFrom(bytes.flip()));
    return request.build();
  }

  private static String metrics(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header("Authorization", "Bearer " + RIGHT)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
