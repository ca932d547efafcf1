package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers may take of the server, and what they are told where they take more. */
class LimitsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServerFixture fixture;

  private void start(Object... settings) {
    Settings all =
        Settings.defaults()
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0");
    for (int i = 0; i < settings.length; i += 2) {
      all = all.with((Setting) settings[i], (String) settings[i + 1]);
    }
    fixture = new ServerFixture(all.toConfig());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void contributionsASecond_areLimitedPerCaller() throws Exception {
    start(Setting.MAX_STEPS_PER_SECOND, "1");
    Session session = create("run");
    var unused = fixture.blocking().aggregate(request(session, 0));
    Refused refused = refused(() -> fixture.blocking().aggregate(request(session, 1)));
    refused.is(Status.Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
    try (StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, request(session, 1));
      assertThat(stream.next().getError().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    }
    counted("RATE_LIMITED", 2);
  }

  @Test
  void bytesAtATime_areLimitedBeforeAnythingIsRead() throws Exception {
    start(Setting.MAX_CONCURRENT_BYTES, "60");
    Session session = create("run");
    try (StreamClient stream = new StreamClient(fixture.async())) {
      AggregateRequest.Builder announced = request(session, 0).toBuilder();
      announced.setFeatures(WireTensors.announced(announced.getFeatures()));
      stream.send(1, announced.build());
      assertThat(stream.next().getError().getDetails(0).unpack(ErrorInfo.class).getReason())
          .isEqualTo("TOO_MANY_BYTES");
    }
    counted("TOO_MANY_BYTES", 1);
    fixture.awaitMetric("bayesagg_concurrent_bytes 0.0", PATIENCE);
    fixture.awaitMetric("bayesagg_concurrent_steps 0.0", PATIENCE);
  }

  @Test
  void footprintOfOneSession_isLimited() {
    start(Setting.MAX_SESSION_BYTES, "1KiB");
    refused(() -> create("run")).is(Status.Code.RESOURCE_EXHAUSTED, "FOOTPRINT_TOO_LARGE", false);
  }

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

  private static long importFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("bayesagg-import"))
          .count();
    }
  }

  private static MethodDescriptor<byte[], byte[]> bytes(MethodDescriptor<?, ?> method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setFullMethodName(method.getFullMethodName())
        .setType(method.getType())
        .setRequestMarshaller(new BytesMarshaller())
        .setResponseMarshaller(new BytesMarshaller())
        .build();
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

  @Test
  void messageThatIsTooLarge_isRefused() throws Exception {
    start(Setting.MAX_MESSAGE_BYTES, "4MiB");
    refused(
            () ->
                fixture
                    .blocking()
                    .aggregate(
                        AggregateRequest.newBuilder()
                            .setFeatures(
                                org.bayesagg.v1.Tensor.newBuilder()
                                    .setData(ByteString.copyFrom(new byte[5 << 20])))
                            .build()))
        .is(Status.Code.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", false);
    counted("MESSAGE_TOO_LARGE", 1);
  }

  @Test
  void messageThatIsNone_isRefused() throws Exception {
    start();
    RawCall<byte[], byte[]> call =
        new RawCall<>(bytes(AggregationServiceGrpc.getAggregateMethod()));
    call.send(new byte[] {7, 7, 7});
    is(call.end(), Status.Code.INVALID_ARGUMENT, "MESSAGE_UNREADABLE");
    counted("MESSAGE_UNREADABLE", 1);
  }

  @Test
  void headersThatAreTooLong_areRefused() {
    start();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("filler", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));
    RawCall<GetServerInfoRequest, ?> call =
        new RawCall<>(AggregationServiceGrpc.getGetServerInfoMethod(), headers);
    call.send(GetServerInfoRequest.getDefaultInstance());
    // A stock client knows the limit from the connection's settings, and does not even send them.
    assertThat(Status.fromThrowable(call.end()).getCode()).isNotEqualTo(Status.Code.OK);
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
  }

  @Test
  void connectionsAboveTheLimit_areClosedAndOthersGoOn() throws Exception {
    start(Setting.MAX_CONNECTIONS, "3");
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), fixture.server.port()));
      }
      fixture.awaitMetric("bayesagg_connections_refused_total 3.0", PATIENCE);
      fixture.awaitMetric("bayesagg_connections 3.0", PATIENCE);
      unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    fixture.awaitMetric("bayesagg_connections 1.0", PATIENCE);
  }

  private Session create(String id) {
    return create(
        CreateSessionRequest.newBuilder().setSessionId(id).setConfig(Examples.config()).build());
  }

  private Session create(CreateSessionRequest request) {
    return fixture.blocking().createSession(request).getSession();
  }

  private static AggregateRequest request(Session session, int step) {
    return Examples.request()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker("w0")
        .setEpoch(0)
        .setStep(step)
        .build();
  }

  private void counted(String reason, int times) throws IOException, InterruptedException {
    fixture.awaitMetric(
        "bayesagg_refusals_total{reason=\"" + reason + "\",} " + times + ".0", PATIENCE);
  }

  private static void is(Throwable thrown, Status.Code code, String reason) {
    new Refused(thrown)
        .is(
            code,
            reason,
            StatusProto.fromThrowable(thrown) != null && code == Status.Code.UNAVAILABLE);
  }

  private static Refused refused(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      return new Refused(e);
    }
    throw new AssertionError("nothing was refused");
  }

  /** A call's error. */
  private record Refused(Throwable thrown) {
    void is(Status.Code code, String reason, boolean withRetry) {
      assertThat(Status.fromThrowable(thrown).getCode()).as("%s", thrown).isEqualTo(code);
      assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getReason()).isEqualTo(reason);
      if (withRetry) {
        assertThat(ServerFixture.detail(thrown, RetryInfo.class).hasRetryDelay()).isTrue();
      }
    }
  }

  /** A call that sends and reads only what it is told to. */
  private final class RawCall<Q, R> {
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private final ClientCall<Q, R> call;

    RawCall(MethodDescriptor<Q, R> method) {
      this(method, new Metadata());
    }

    RawCall(MethodDescriptor<Q, R> method, Metadata headers) {
      call = fixture.channel.newCall(method, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status.asRuntimeException(trailers));
            }
          },
          headers);
    }

    void message(Q message) {
      call.sendMessage(message);
    }

    void send(Q message) {
      call.sendMessage(message);
      call.halfClose();
    }

    Throwable end() {
      return end.orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private record EndObserver<R>(CompletableFuture<Throwable> end)
      implements io.grpc.stub.StreamObserver<R> {
    @Override
    public void onNext(R value) {}

    @Override
    public void onError(Throwable thrown) {
      end.complete(thrown);
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK.asRuntimeException());
    }
  }

  private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public java.io.InputStream stream(byte[] value) {
      return new java.io.ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(java.io.InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
