package org.bayesagg.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceImplBase;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.CreateSessionResponse;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.DeleteSessionResponse;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.FinishEpochResponse;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.GetSessionResponse;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ListSessionsResponse;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.PredictResponse;
import org.bayesagg.v1.Session;

/** Answers as a test says; by default one session that takes everything. */
final class FakeService extends AggregationServiceImplBase {
  /** Errors that the next unary calls of any kind end with, before anything else happens. */
  final Deque<RuntimeException> failures = new ArrayDeque<>();

  /** Whether a call that fails by {@link #failures} has done its work: a lost answer. */
  boolean failAfterwards;

  final List<AggregateRequest> unarySteps = new CopyOnWriteArrayList<>();
  final BlockingQueue<FakeStream> streams = new LinkedBlockingQueue<>();
  final List<PredictRequest> predictions = new CopyOnWriteArrayList<>();
  volatile Session session;
  volatile GetPosteriorRequest posteriorRequest;
  volatile FinishEpochRequest finished;
  volatile List<GetPosteriorResponse> posterior = List.of();
  volatile Function<AggregateRequest, AggregateResponse> step =
      request ->
          AggregateResponse.newBuilder()
              .setDirection(request.getFeatures())
              .setWorker(request.getWorker())
              .setEpoch(request.getEpoch())
              .setStep(request.getStep())
              .build();
  volatile Function<PredictRequest, PredictResponse> predict =
      request -> PredictResponse.getDefaultInstance();

  /** The next stream that a client opens. */
  FakeStream awaitStream() throws InterruptedException {
    FakeStream stream = streams.poll(30, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream was opened");
    }
    return stream;
  }

  static StatusRuntimeException failure(Status.Code code, String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("said by the fake")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
            .build());
  }

  @Override
  public void createSession(
      CreateSessionRequest request, StreamObserver<CreateSessionResponse> observer) {
    answer(
        observer,
        () -> {
          if (session != null) {
            throw failure(Status.Code.ALREADY_EXISTS, "SESSION_EXISTS");
          }
          session =
              Session.newBuilder()
                  .setSessionId(request.getSessionId())
                  .setFingerprint("print")
                  .setConfig(request.getConfig().toBuilder().setWarmupEpochs(1))
                  .build();
          return CreateSessionResponse.newBuilder().setSession(session).build();
        });
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> observer) {
    answer(
        observer,
        () -> {
          if (session == null) {
            throw failure(Status.Code.NOT_FOUND, "SESSION_NOT_FOUND");
          }
          return GetSessionResponse.newBuilder().setSession(session).build();
        });
  }

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    answer(
        observer,
        () -> {
          String page = request.getPageToken();
          return ListSessionsResponse.newBuilder()
              .addSessions(Session.newBuilder().setSessionId("after" + page))
              .setNextPageToken(page.length() < 2 ? page + "x" : "")
              .build();
        });
  }

  @Override
  public void deleteSession(
      DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
    answer(
        observer,
        () -> {
          if (session == null) {
            throw failure(Status.Code.NOT_FOUND, "SESSION_NOT_FOUND");
          }
          session = null;
          return DeleteSessionResponse.getDefaultInstance();
        });
  }

  @Override
  public void aggregate(AggregateRequest request, StreamObserver<AggregateResponse> observer) {
    answer(
        observer,
        () -> {
          unarySteps.add(request);
          return step.apply(request);
        });
  }

  @Override
  public void finishEpoch(
      FinishEpochRequest request, StreamObserver<FinishEpochResponse> observer) {
    answer(
        observer,
        () -> {
          finished = request;
          return FinishEpochResponse.newBuilder()
              .setEpoch(request.getEpoch())
              .addWaitingFor("late")
              .setPhase(org.bayesagg.v1.SessionPhase.SESSION_PHASE_WARMUP)
              .build();
        });
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
    answer(
        observer,
        () -> {
          predictions.add(request);
          return predict.apply(request);
        });
  }

  @Override
  public void getServerInfo(
      GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> observer) {
    answer(
        observer,
        () ->
            GetServerInfoResponse.newBuilder()
                .setVersion("1.2.3")
                .setEngine("cpu")
                .setEngineDetail("SkylakeX")
                .setLimits(
                    org.bayesagg.v1.ServerLimits.newBuilder()
                        .setMaxMessageBytes(4)
                        .setMaxContributionBytes(5)
                        .setMaxSessions(6)
                        .setMaxTotalBytes(7)
                        .setMaxWorkersPerSession(8)
                        .setMaxQueuedContributions(9))
                .build());
  }

  @Override
  public void getPosterior(
      GetPosteriorRequest request, StreamObserver<GetPosteriorResponse> observer) {
    posteriorRequest = request;
    if (!failures.isEmpty()) {
      observer.onError(failures.remove());
      return;
    }
    posterior.forEach(observer::onNext);
    observer.onCompleted();
  }

  @Override
  public StreamObserver<AggregateStreamRequest> aggregateStream(
      StreamObserver<AggregateStreamResponse> observer) {
    FakeStream stream = new FakeStream(observer);
    streams.add(stream);
    return stream;
  }

  private interface Work<A> {
    A run();
  }

  private <A> void answer(StreamObserver<A> observer, Work<A> work) {
    RuntimeException failure = failures.poll();
    try {
      A answer = failure == null || failAfterwards ? work.run() : null;
      if (failure != null) {
        throw failure;
      }
      observer.onNext(answer);
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(e);
    }
  }
}
