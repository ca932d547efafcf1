package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.FinishEpochResponse;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.JoinSessionResponse;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.StepPlace;

/** A session's calls over the client's channel. */
final class GrpcAggregationSession implements AggregationSession {
  /** Below gRPC's stock limit of 4 MiB, with room for what is beside the arrays. */
  static final int UNARY_BYTES = 3 << 20;

  private final GrpcAggregationClient client;
  private final SessionInfo created;
  private final ContributionEncoder encoder;
  private final StepStream stream;
  private final PendingCalls steps;
  private final SendWindow window;

  /** Told of every attempt to send a contribution that failed. */
  private final Consumer<Throwable> failedAttempt;

  private final Acknowledged acknowledged = new Acknowledged();
  private final Map<String, WorkerLane> lanes = new ConcurrentHashMap<>();

  GrpcAggregationSession(GrpcAggregationClient client, SessionInfo created) {
    this.client = client;
    this.created = created;
    encoder = new ContributionEncoder(created.options(), created.id(), created.fingerprint());
    window = client.openWindow();
    // Where others wait for what a worker adds to a step, nothing is held back.
    failedAttempt = created.options().synchronous() == null ? window::failed : error -> {};
    stream = client.openStream(failedAttempt);
    steps =
        new PendingCalls(
            () ->
                client
                    .errors()
                    .local(
                        Status.Code.CANCELLED,
                        ErrorReason.CLOSED,
                        "the handle of session " + created.id() + " was closed"));
  }

  @Override
  public String id() {
    return created.id();
  }

  @Override
  public String fingerprint() {
    return created.fingerprint();
  }

  @Override
  public SessionOptions options() {
    return created.options();
  }

  @Override
  public SessionInfo info() {
    return client.session(id());
  }

  @Override
  public StepAnswer aggregate(Contribution contribution) {
    WaitingThread here = new WaitingThread();
    return Futures.await(send(contribution, here), here, client.errors());
  }

  @Override
  public CompletableFuture<StepAnswer> aggregateAsync(Contribution contribution) {
    return send(contribution, null);
  }

  /** {@code reader} reads the answer of a unary call; null: a thread of the channel's. */
  private CompletableFuture<StepAnswer> send(Contribution contribution, Executor reader) {
    OutgoingContribution plain = encoder.encode(contribution, acknowledged.of(contribution.worker));
    ClientTracing.StepSpan span = client.tracing().step(id(), contribution);
    OutgoingContribution outgoing = plain.within(span.parent());
    Deadline deadline =
        Deadline.after(client.options().stepTimeout.toNanos(), TimeUnit.NANOSECONDS);
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadline(deadline)
            .withExecutor(reader)
            .withOption(ClientTracing.PARENT, span.context());
    boolean small =
        client.options().streamUse == StreamUse.AUTO
            && outgoing.bytes() <= UNARY_BYTES
            && encoder.answerBytes(contribution) <= UNARY_BYTES;
    WorkerLane lane = lanes.computeIfAbsent(contribution.worker, name -> new WorkerLane());
    CompletableFuture<StepAnswer> answer =
        steps.track(
            () ->
                window
                    .enter(
                        contribution.worker, deadline, () -> submit(lane, small, outgoing, options))
                    .thenApply(
                        come -> {
                          acknowledged.add(contribution);
                          return come;
                        }));
    Futures.whenDone(answer, (come, error) -> span.end(error));
    // Meanwhile the first chunks may be on the wire; from here on the arrays are the caller's.
    outgoing.encodeAll();
    return answer;
  }

  private CompletableFuture<StepAnswer> submit(
      WorkerLane lane, boolean small, OutgoingContribution outgoing, CallOptions options) {
    return lane.submit(
        small,
        () ->
            client.convert(
                client.unary(StepMethods.UNARY, outgoing.whole(), options, failedAttempt),
                AnswerDecoder::answer),
        () ->
            client.convert(
                stream.send(outgoing, options.getDeadline()), StreamedResponse::toAnswer));
  }

  @Override
  public WorkerStatus join(String worker) {
    JoinSessionRequest.Builder request =
        JoinSessionRequest.newBuilder()
            .setSessionId(id())
            .setFingerprint(fingerprint())
            .setWorker(worker);
    StepPlace had = acknowledged.of(worker);
    if (had != null) {
      request.setAcknowledged(had);
    }
    JoinSessionResponse response =
        client.call(AggregationServiceGrpc.getJoinSessionMethod(), request.build());
    return new WorkerStatus(
        response.getEpoch(),
        response.hasLast() ? response.getLast().getEpoch() : -1,
        response.hasLast() ? response.getLast().getStep() : -1,
        response.getFinishedEpoch(),
        SessionDecoder.phase(response.getPhase()));
  }

  @Override
  public void leave(String worker) {
    client.call(
        AggregationServiceGrpc.getLeaveSessionMethod(),
        LeaveSessionRequest.newBuilder()
            .setSessionId(id())
            .setFingerprint(fingerprint())
            .setWorker(worker)
            .build());
  }

  @Override
  public SessionInfo resize(int workers, int quorum) {
    return SessionDecoder.session(
        client
            .call(
                AggregationServiceGrpc.getResizeSessionMethod(),
                ResizeSessionRequest.newBuilder()
                    .setSessionId(id())
                    .setFingerprint(fingerprint())
                    .setWorkers(workers)
                    .setQuorum(quorum)
                    .build())
            .getSession());
  }

  @Override
  public EpochStatus finishEpoch(String worker, long epoch) {
    FinishEpochRequest request =
        FinishEpochRequest.newBuilder()
            .setSessionId(id())
            .setFingerprint(fingerprint())
            .setWorker(worker)
            .setEpoch(epoch)
            .build();
    FinishEpochResponse response =
        client.call(AggregationServiceGrpc.getFinishEpochMethod(), request);
    return new EpochStatus(
        response.getClosed(),
        response.getEpoch(),
        response.getWaitingForList(),
        SessionDecoder.phase(response.getPhase()));
  }

  @Override
  public List<TaskPosterior> posterior(List<String> tasks, PosteriorPart... parts) {
    List<PosteriorPart> wanted = Arrays.asList(parts);
    return client.posterior(
        GetPosteriorRequest.newBuilder()
            .setSessionId(id())
            .setFingerprint(fingerprint())
            .addAllTasks(tasks)
            .setPrecision(wanted.contains(PosteriorPart.PRECISION))
            .setCovariance(wanted.contains(PosteriorPart.COVARIANCE))
            .build());
  }

  @Override
  public List<TaskPrediction> predict(float[] features, String... tasks) {
    encoder.examples(features);
    return new PredictionCalls(client, this).predict(features, new ArrayList<>(List.of(tasks)));
  }

  @Override
  public void close() {
    stream.close();
    steps.close();
    client.forget(this);
  }
}
