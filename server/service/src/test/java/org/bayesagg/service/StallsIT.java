package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.Setting;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.ExportSessionResponse;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.Tensor;
import org.junit.jupiter.api.Test;

/** Connections, calls and streams that stand still, or grow old. */
class StallsIT extends LimitsFixture {
  @Test
  void contributionThatIsNotFinished_endsItsStream() throws Exception {
    start(Setting.STALL_SECONDS, "1");
    Session session = create("run");
    try (StreamClient stream = new StreamClient(fixture.async())) {
      AggregateRequest.Builder announced = request(session, 0).toBuilder();
      announced.setFeatures(WireTensors.announced(announced.getFeatures()));
      stream.send(1, announced.build());
      is(stream.awaitError(), Status.Code.UNAVAILABLE, "CALL_STALLED");
    }
    fixture.awaitMetric("bayesagg_concurrent_steps 0.0", PATIENCE);
    counted("CALL_STALLED", 1);
  }

  @Test
  void silentStream_isEnded_andOneThatWaitsForItsAnswerIsNot() throws Exception {
    start(Setting.STREAM_IDLE_SECONDS, "1");
    Session session = create("run");
    try (StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, request(session, 0));
      assertThat(stream.next().hasAnswer()).isTrue();
      is(stream.awaitError(), Status.Code.UNAVAILABLE, "STREAM_IDLE");
    }
    counted("STREAM_IDLE", 1);
  }

  @Test
  void messageThatDoesNotCome_endsItsCall() throws Exception {
    start(Setting.STALL_SECONDS, "1");
    // A stock client holds the headers of a unary call back until its message comes.
    RawCall<AggregateRequest, AggregateResponse> call =
        new RawCall<>(
            AggregationServiceGrpc.getAggregateMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build());
    is(call.end(), Status.Code.UNAVAILABLE, "CALL_STALLED");
  }

  @Test
  void importThatIsNotFinished_endsItsCall() throws Exception {
    start(Setting.STALL_SECONDS, "1");
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    var out = AggregationServiceGrpc.newStub(fixture.channel).importSession(new EndObserver<>(end));
    out.onNext(
        ImportSessionRequest.newBuilder()
            .setHeader(ImportHeader.newBuilder().setSessionId("run"))
            .build());
    is(end.get(20, TimeUnit.SECONDS), Status.Code.UNAVAILABLE, "CALL_STALLED");
  }

  @Test
  void importWithAMessageThatIsNone_leavesNoFile() throws Exception {
    start();
    long before = importFiles();
    RawCall<byte[], byte[]> call =
        new RawCall<>(bytes(AggregationServiceGrpc.getImportSessionMethod()));
    call.message(
        ImportSessionRequest.newBuilder()
            .setHeader(ImportHeader.newBuilder().setSessionId("run"))
            .build()
            .toByteArray());
    call.message(new byte[] {7, 7, 7});
    is(call.end(), Status.Code.INVALID_ARGUMENT, "MESSAGE_UNREADABLE");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (importFiles() > before) {
      assertThat(System.nanoTime()).as("a file is left over").isLessThan(deadline);
    }
  }

  @Test
  void answerThatIsNotRead_isGivenUp() throws Exception {
    start(Setting.STALL_SECONDS, "1");
    // More than lies in the buffers of both ends.
    create(
        CreateSessionRequest.newBuilder()
            .setSessionId("large")
            .setConfig(Examples.config().toBuilder().setFeatureDim(1500).setMaxExamplesPerStep(1))
            .build());
    RawCall<ExportSessionRequest, ?> call =
        new RawCall<>(AggregationServiceGrpc.getExportSessionMethod());
    call.send(ExportSessionRequest.newBuilder().setSessionId("large").build());
    counted("CALL_STALLED", 1);
    fixture.awaitMetric("bayesagg_open_calls{method=\"ExportSession\",} 0.0", PATIENCE);
  }

  @Test
  void answerThatIsReadSlowly_isFinished() throws Exception {
    start(Setting.STALL_SECONDS, "2");
    create(
        CreateSessionRequest.newBuilder()
            .setSessionId("large")
            .setConfig(Examples.config().toBuilder().setFeatureDim(600).setMaxExamplesPerStep(1))
            .build());
    CompletableFuture<Status> end = new CompletableFuture<>();
    AtomicLong bytes = new AtomicLong();
    ClientCall<ExportSessionRequest, ExportSessionResponse> call =
        fixture.channel.newCall(
            AggregationServiceGrpc.getExportSessionMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ExportSessionResponse piece) {
            bytes.addAndGet(piece.getData().size());
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(ExportSessionRequest.newBuilder().setSessionId("large").build());
    call.halfClose();
    while (!end.isDone()) {
      call.request(1);
      // A network that takes so long for each piece, of a megabyte.
      LockSupport.parkNanos(1_200_000_000L);
    }
    assertThat(end.join().getCode()).isEqualTo(Status.Code.OK);
    assertThat(bytes.get()).isGreaterThan(8L << 20);
  }

  private static long importFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("bayesagg-import"))
          .count();
    }
  }

  @Test
  void oldConnection_isReplacedWithoutAnybodyNoticing() throws Exception {
    start(Setting.MAX_CONNECTION_AGE_SECONDS, "1");
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    fixture.awaitMetric("bayesagg_connections 1.0", PATIENCE);
    fixture.awaitMetric("bayesagg_connections 0.0", PATIENCE);
    unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
  }

  @Test
  void messageThatComesSlowly_isWaitedFor() throws Exception {
    start(Setting.STALL_SECONDS, "1");
    // Four seconds for two megabytes: much longer than anything may stand still.
    try (SlowProxy proxy = new SlowProxy(fixture.server.port(), 1 << 19)) {
      ManagedChannel slow =
          NettyChannelBuilder.forAddress("127.0.0.1", proxy.port()).usePlaintext().build();
      long start = System.nanoTime();
      Throwable end =
          catchThrowable(
              () ->
                  AggregationServiceGrpc.newBlockingStub(slow)
                      .aggregate(
                          AggregateRequest.newBuilder()
                              .setSessionId("none")
                              .setFeatures(
                                  Tensor.newBuilder()
                                      .setData(ByteString.copyFrom(new byte[2 << 20])))
                              .build()));
      assertThat(Status.fromThrowable(end).getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat((System.nanoTime() - start) * 1e-9).isGreaterThan(2.5);
      slow.shutdownNow();
    }
  }
}
