package org.bayesagg.service.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.codec.RequestChecks;
import org.bayesagg.service.codec.SessionEncoder;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.metrics.RefusalMetrics;
import org.bayesagg.service.session.Caller;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionRegistry;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.CreateSessionResponse;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.DeleteSessionResponse;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.ExportSessionResponse;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.FinishEpochResponse;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetPosteriorResponse;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.GetSessionResponse;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.ImportSessionResponse;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.JoinSessionResponse;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.LeaveSessionResponse;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ListSessionsResponse;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.PredictResponse;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.ResizeSessionResponse;

/** The contract's service. Each call: decode, ask the session, encode, one error path. */
public final class AggregationGrpcService
    extends AggregationServiceGrpc.AggregationServiceImplBase {
  /** Bytes of a request that are decoded as fast as another thread would be woken. */
  private static final int DECODED_AT_ONCE = 256 << 10;

  private final Executor decoders;
  private final ServerFacts facts;
  private final Stalls stalls;
  private final RefusalMetrics refusals;
  private final Tracing tracing;
  private final GuardedSessions guarded;
  private final SessionCalls sessions;
  private final WorkerCalls workers;
  private final ImageCalls images;
  private final ContributionCalls contributions;
  private final PosteriorCalls posteriors;
  private final Set<AggregateStreamCall> streams = ConcurrentHashMap.newKeySet();

  /**
   * A service over the sessions of a registry.
   *
   * @param tracing of contributions; calls are the port's to trace
   * @param decoders read contributions that would hold up the network's threads
   */
  public AggregationGrpcService(
      SessionRegistry registry,
      ServerFacts facts,
      PhaseMetrics phases,
      StepGate gate,
      Stalls stalls,
      RefusalMetrics refusals,
      Tracing tracing,
      Executor decoders) {
    this.tracing = tracing;
    this.stalls = stalls;
    this.refusals = refusals;
    this.decoders = decoders;
    this.facts = facts;
    this.guarded = new GuardedSessions(registry);
    this.sessions = new SessionCalls(guarded);
    this.workers = new WorkerCalls(guarded);
    this.images = new ImageCalls(guarded, stalls, decoders, facts.sessions().maxTotalBytes());
    this.contributions = new ContributionCalls(guarded, phases, gate, facts.maxContributionBytes());
    this.posteriors =
        new PosteriorCalls(guarded, stalls, facts.maxContributionBytes(), facts.maxMessageBytes());
  }

  @Override
  public void createSession(
      CreateSessionRequest request, StreamObserver<CreateSessionResponse> out) {
    UnaryAnswer.now(out, () -> sessions.create(request));
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> out) {
    UnaryAnswer.now(
        out,
        () ->
            GetSessionResponse.newBuilder()
                .setSession(SessionEncoder.encode(guarded.get(Right.READ, request.getSessionId())))
                .build());
  }

  @Override
  public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> out) {
    UnaryAnswer.now(out, () -> sessions.list(request));
  }

  @Override
  public void deleteSession(
      DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> out) {
    UnaryAnswer.later(
        out,
        () -> guarded.delete(request.getSessionId()),
        done -> DeleteSessionResponse.getDefaultInstance());
  }

  @Override
  public void aggregate(AggregateRequest request, StreamObserver<AggregateResponse> out) {
    Caller caller = UnaryCaller.of(out);
    Trace trace = CallTracer.current();
    UnaryAnswer.later(
        out,
        () -> contribute(request, caller, trace),
        answer -> answer.message(facts.maxMessageBytes()));
  }

  private CompletableFuture<EncodableAnswer> contribute(
      AggregateRequest request, Caller caller, Trace trace) {
    // Refused, if it is, before it is read; what waits to be read has a place in the queue as well.
    ContributionCalls.Entered entered = contributions.enter(request, caller, trace);
    if (request.getSerializedSize() <= DECODED_AT_ONCE) {
      return contributions.begin(entered, request, false).contribute();
    }
    try {
      return CompletableFuture.supplyAsync(
              () -> contributions.begin(entered, request, false).contribute(), decoders)
          .thenCompose(Function.identity());
    } catch (RejectedExecutionException e) {
      entered.place().leave();
      throw e;
    }
  }

  @Override
  public StreamObserver<AggregateStreamRequest> aggregateStream(
      StreamObserver<AggregateStreamResponse> out) {
    AggregateStreamCall call =
        new AggregateStreamCall(
            (ServerCallStreamObserver<AggregateStreamResponse>) out,
            contributions,
            facts.streamLimits(),
            stalls,
            new StreamTraces(tracing),
            refusals::refused,
            streams::remove);
    streams.add(call);
    return call;
  }

  @Override
  public void finishEpoch(FinishEpochRequest request, StreamObserver<FinishEpochResponse> out) {
    UnaryAnswer.later(
        out,
        () -> {
          RequestChecks.check(request);
          return guarded
              .find(Right.CONTRIBUTE, request.getSessionId(), request.getFingerprint())
              .finishEpoch(request.getWorker(), request.getEpoch());
        },
        SessionEncoder::encode);
  }

  @Override
  public void joinSession(JoinSessionRequest request, StreamObserver<JoinSessionResponse> out) {
    UnaryAnswer.later(out, () -> workers.join(request), SessionEncoder::encode);
  }

  @Override
  public void leaveSession(LeaveSessionRequest request, StreamObserver<LeaveSessionResponse> out) {
    UnaryAnswer.later(
        out, () -> workers.leave(request), done -> LeaveSessionResponse.getDefaultInstance());
  }

  @Override
  public void resizeSession(
      ResizeSessionRequest request, StreamObserver<ResizeSessionResponse> out) {
    UnaryAnswer.later(
        out,
        () -> workers.resize(request),
        session ->
            ResizeSessionResponse.newBuilder().setSession(SessionEncoder.encode(session)).build());
  }

  @Override
  public void getPosterior(GetPosteriorRequest request, StreamObserver<GetPosteriorResponse> out) {
    posteriors.getPosterior(request, (ServerCallStreamObserver<GetPosteriorResponse>) out);
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> out) {
    UnaryAnswer.later(out, () -> posteriors.predict(request), Function.identity());
  }

  @Override
  public void exportSession(
      ExportSessionRequest request, StreamObserver<ExportSessionResponse> out) {
    images.export(request, (ServerCallStreamObserver<ExportSessionResponse>) out);
  }

  @Override
  public StreamObserver<ImportSessionRequest> importSession(
      StreamObserver<ImportSessionResponse> out) {
    return images.importSession(out);
  }

  @Override
  public void getServerInfo(
      GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> out) {
    UnaryAnswer.now(out, facts::toMessage);
  }

  /** Streams that are open now. */
  public int openStreams() {
    return streams.size();
  }

  /** Ends each stream with UNAVAILABLE once what it holds is answered; for draining. */
  public void closeStreams() {
    SessionException draining =
        new SessionException(
            SessionException.Reason.DRAINING, "the server is shutting down", Map.of(), null);
    streams.forEach(stream -> stream.failWhenIdle(draining));
  }
}
