package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.StreamedContribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what on which session: every cell. */
class SecurityMatrixIT {
  @TempDir private static Path folder;
  private static SecuredServer server;
  private static Channel everything;

  /** A caller: how it connects, and the right that it has on sessions named run-…; null: none. */
  private record Who(String name, boolean known, Right right, Channel channel) {}

  /** A call on a session and the right that it takes. */
  private record Rpc<Q, R>(MethodDescriptor<Q, R> method, Right right, Function<String, Q> of) {
    String name() {
      return method.getBareMethodName();
    }
  }

  private static final List<Rpc<?, ?>> ON_SESSIONS =
      List.of(
          new Rpc<>(
              AggregationServiceGrpc.getCreateSessionMethod(),
              Right.ADMINISTER,
              id ->
                  CreateSessionRequest.newBuilder()
                      .setSessionId(id)
                      .setConfig(Examples.config())
                      .build()),
          new Rpc<>(
              AggregationServiceGrpc.getGetSessionMethod(),
              Right.READ,
              id -> GetSessionRequest.newBuilder().setSessionId(id).build()),
          new Rpc<>(
              AggregationServiceGrpc.getDeleteSessionMethod(),
              Right.ADMINISTER,
              id -> DeleteSessionRequest.newBuilder().setSessionId(id).build()),
          new Rpc<>(
              AggregationServiceGrpc.getAggregateMethod(),
              Right.CONTRIBUTE,
              id -> AggregateRequest.newBuilder().setSessionId(id).build()),
          new Rpc<>(
              AggregationServiceGrpc.getAggregateStreamMethod(),
              Right.CONTRIBUTE,
              id ->
                  AggregateStreamRequest.newBuilder()
                      .setContribution(
                          StreamedContribution.newBuilder()
                              .setSequence(1)
                              .setRequest(AggregateRequest.newBuilder().setSessionId(id)))
                      .build()),
          new Rpc<>(
              AggregationServiceGrpc.getJoinSessionMethod(),
              Right.CONTRIBUTE,
              id -> JoinSessionRequest.newBuilder().setSessionId(id).setWorker("w").build()),
          new Rpc<>(
              AggregationServiceGrpc.getLeaveSessionMethod(),
              Right.CONTRIBUTE,
              id -> LeaveSessionRequest.newBuilder().setSessionId(id).setWorker("w").build()),
          new Rpc<>(
              AggregationServiceGrpc.getResizeSessionMethod(),
              Right.ADMINISTER,
              id -> ResizeSessionRequest.newBuilder().setSessionId(id).setWorkers(2).build()),
          new Rpc<>(
              AggregationServiceGrpc.getFinishEpochMethod(),
              Right.CONTRIBUTE,
              id -> FinishEpochRequest.newBuilder().setSessionId(id).setWorker("w").build()),
          new Rpc<>(
              AggregationServiceGrpc.getGetPosteriorMethod(),
              Right.READ,
              id -> GetPosteriorRequest.newBuilder().setSessionId(id).build()),
          new Rpc<>(
              AggregationServiceGrpc.getPredictMethod(),
              Right.READ,
              id -> PredictRequest.newBuilder().setSessionId(id).build()),
          new Rpc<>(
              AggregationServiceGrpc.getExportSessionMethod(),
              Right.ADMINISTER,
              id -> ExportSessionRequest.newBuilder().setSessionId(id).build()));

  @BeforeAll
  static void start() throws IOException {
    server =
        new SecuredServer(
            folder,
            "identities:\n"
                + SecuredServer.tokenEntry("reader", "t-reader", "run-*", "read")
                + SecuredServer.tokenEntry("trainer", "t-trainer", "run-*", "contribute")
                + SecuredServer.tokenEntry("owner", "t-owner", "run-*", "administer")
                + SecuredServer.tokenEntry("everybody", "t-all", "*", "administer")
                + SecuredServer.certificateEntry("machine", "CN=machine", "run-*", "contribute"));
    everything = token("t-all");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Who> everyone() {
    return List.of(
        new Who("nobody", false, null, server.channel()),
        new Who("a wrong token", false, null, token("t-wrong")),
        new Who("an empty token", false, null, token("")),
        new Who(
            "an unknown certificate",
            false,
            null,
            server.channel(server.authority.issue("stranger"))),
        new Who(
            "a wrong token with a known certificate",
            false,
            null,
            withToken(server.channel(server.authority.issue("machine")), "t-wrong")),
        new Who("reader", true, Right.READ, token("t-reader")),
        new Who("trainer", true, Right.CONTRIBUTE, token("t-trainer")),
        new Who(
            "machine", true, Right.CONTRIBUTE, server.channel(server.authority.issue("machine"))),
        new Who("owner", true, Right.ADMINISTER, token("t-owner")));
  }

  private static Channel token(String token) {
    return withToken(server.channel(), token);
  }

  private static Channel withToken(Channel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @TestFactory
  Stream<DynamicTest> everyCell() {
    List<DynamicTest> cells = new ArrayList<>();
    for (Who who : everyone()) {
      for (Rpc<?, ?> rpc : ON_SESSIONS) {
        for (String session : List.of("run-1", "run-absent", "other-1", "other-absent")) {
          cells.add(
              dynamicTest(
                  who.name() + " " + rpc.name() + " " + session, () -> check(who, rpc, session)));
        }
      }
    }
    return cells.stream();
  }

  private static void check(Who who, Rpc<?, ?> rpc, String session) {
    ensure("run-1", true);
    ensure("other-1", true);
    ensure("run-absent", false);
    ensure("other-absent", false);
    Status.Code code = call(who.channel(), rpc, session);
    boolean mayDo =
        session.startsWith("run-") && who.right() != null && who.right().includes(rpc.right());
    if (!who.known()) {
      assertThat(code).isEqualTo(Status.Code.UNAUTHENTICATED);
    } else if (!mayDo) {
      assertThat(code).isEqualTo(Status.Code.PERMISSION_DENIED);
    } else if (session.equals("run-absent") && !rpc.name().equals("CreateSession")) {
      assertThat(code).isEqualTo(Status.Code.NOT_FOUND);
    } else {
      assertThat(code).isNotIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
    }
    // Whoever may not has changed nothing.
    if (!mayDo) {
      assertThat(exists("run-1")).isTrue();
      assertThat(exists("other-1")).isTrue();
      assertThat(exists(session)).isEqualTo(!session.endsWith("absent"));
    }
  }

  @TestFactory
  Stream<DynamicTest> import_takesTheRightToAdminister() {
    return everyone().stream()
        .map(
            who ->
                dynamicTest(
                    who.name(),
                    () -> {
                      ensure("run-1", true);
                      byte[] file = export();
                      Status.Code allowed = importAs(who.channel(), "run-1", file);
                      Status.Code other = importAs(who.channel(), "other-2", file);
                      if (!who.known()) {
                        assertThat(allowed).isEqualTo(Status.Code.UNAUTHENTICATED);
                        assertThat(other).isEqualTo(Status.Code.UNAUTHENTICATED);
                      } else {
                        assertThat(allowed)
                            .isEqualTo(
                                who.right() == Right.ADMINISTER
                                    ? Status.Code.ALREADY_EXISTS
                                    : Status.Code.PERMISSION_DENIED);
                        assertThat(other).isEqualTo(Status.Code.PERMISSION_DENIED);
                      }
                      assertThat(exists("other-2")).isFalse();
                    }));
  }

  @Test
  void everyMethod_isInTheMatrix() {
    Set<String> covered = ON_SESSIONS.stream().map(Rpc::name).collect(Collectors.toSet());
    // These three name no session, and have tests of their own.
    covered.addAll(List.of("ListSessions", "ImportSession", "GetServerInfo"));
    assertThat(
            AggregationServiceGrpc.getServiceDescriptor().getMethods().stream()
                .map(MethodDescriptor::getBareMethodName))
        .containsExactlyInAnyOrderElementsOf(covered);
  }

  private static void ensure(String session, boolean there) {
    if (exists(session) == there) {
      return;
    }
    AggregationServiceGrpc.AggregationServiceBlockingStub stub =
        AggregationServiceGrpc.newBlockingStub(everything);
    if (there) {
      var unused =
          stub.createSession(
              CreateSessionRequest.newBuilder()
                  .setSessionId(session)
                  .setConfig(Examples.config())
                  .build());
    } else {
      var unused =
          stub.deleteSession(DeleteSessionRequest.newBuilder().setSessionId(session).build());
    }
  }

  private static boolean exists(String session) {
    try {
      var unused =
          AggregationServiceGrpc.newBlockingStub(everything)
              .getSession(GetSessionRequest.newBuilder().setSessionId(session).build());
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      return false;
    }
  }

  private static byte[] export() {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    AggregationServiceGrpc.newBlockingStub(everything)
        .exportSession(ExportSessionRequest.newBuilder().setSessionId("run-1").build())
        .forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
    return bytes.toByteArray();
  }

  private static Status.Code importAs(Channel channel, String session, byte[] file) {
    CompletableFuture<Status.Code> end = new CompletableFuture<>();
    StreamObserver<ImportSessionRequest> out =
        AggregationServiceGrpc.newStub(channel).importSession(new EndObserver<>(end));
    out.onNext(
        ImportSessionRequest.newBuilder()
            .setHeader(ImportHeader.newBuilder().setSessionId(session))
            .build());
    out.onNext(
        ImportSessionRequest.newBuilder()
            .setData(com.google.protobuf.ByteString.copyFrom(file))
            .build());
    out.onCompleted();
    return end.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** One message, the end of what the caller sends, and the status of what came of it. */
  private static <Q, R> Status.Code call(Channel channel, Rpc<Q, R> rpc, String session) {
    CompletableFuture<Status.Code> end = new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    Q request = rpc.of().apply(session);
    if (rpc.method().getType().clientSendsOneMessage()) {
      ClientCalls.asyncServerStreamingCall(
          channel.newCall(rpc.method(), options), request, new EndObserver<>(end));
    } else {
      StreamObserver<Q> out =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(rpc.method(), options), new EndObserver<>(end));
      out.onNext(request);
      out.onCompleted();
    }
    return end.join();
  }

  /** How a call ends; of a stream, the first error of a contribution. */
  private record EndObserver<R>(CompletableFuture<Status.Code> end) implements StreamObserver<R> {
    @Override
    public void onNext(R value) {
      if (value instanceof org.bayesagg.v1.AggregateStreamResponse answer && answer.hasError()) {
        end.complete(Status.fromCodeValue(answer.getError().getCode()).getCode());
      }
    }

    @Override
    public void onError(Throwable thrown) {
      end.complete(Status.fromThrowable(thrown).getCode());
    }

    @Override
    public void onCompleted() {
      end.complete(Status.Code.OK);
    }
  }
}
