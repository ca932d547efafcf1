package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.DeleteSessionResponse;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetServerInfoResponse;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ListSessionsResponse;

/** The client over one channel. */
final class GrpcAggregationClient implements AggregationClient {
  private final ClientOptions options;
  private final ManagedChannel transport;
  private final Channel channel;
  private final ClientTracing tracing;
  private final ErrorDecoder errors;
  private final Calls calls;
  private final Retrier retrier;
  private final PendingCalls pending;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<AggregationSession> handles = ConcurrentHashMap.newKeySet();

  GrpcAggregationClient(ClientOptions options, ManagedChannel transport) {
    this.options = options;
    this.transport = transport;
    tracing = new ClientTracing(options.openTelemetry);
    Channel traced = ClientInterceptors.intercept(transport, new TraceInterceptor(tracing));
    channel =
        options.token == null
            ? traced
            : ClientInterceptors.intercept(traced, new TokenInterceptor(options.token));
    errors = new ErrorDecoder(options.target);
    calls = new Calls(channel, errors);
    timer = new ScheduledThreadPoolExecutor(1, GrpcAggregationClient::daemon);
    timer.setRemoveOnCancelPolicy(true);
    // Without the reset a channel that lost its server would wait out its own, longer backoff.
    retrier =
        new Retrier(
            options.retry,
            timer,
            () -> ThreadLocalRandom.current().nextDouble(),
            transport::resetConnectBackoff);
    pending =
        new PendingCalls(
            () -> errors.local(Status.Code.CANCELLED, ErrorReason.CLOSED, "the client was closed"));
  }

  static AggregationClient connect(ClientOptions options) {
    return new GrpcAggregationClient(options, Channels.open(options));
  }

  @Override
  public ServerInfo serverInfo() {
    GetServerInfoResponse info =
        call(
            AggregationServiceGrpc.getGetServerInfoMethod(),
            GetServerInfoRequest.getDefaultInstance());
    org.bayesagg.v1.ServerLimits limits = info.getLimits();
    return new ServerInfo(
        info.getVersion(),
        info.getEngine(),
        info.getEngineDetail(),
        new ServerInfo.Limits(
            limits.getMaxMessageBytes(),
            limits.getMaxContributionBytes(),
            limits.getMaxSessions(),
            limits.getMaxTotalBytes(),
            limits.getMaxWorkersPerSession(),
            limits.getMaxQueuedContributions()));
  }

  @Override
  public AggregationSession createSession(SessionOptions session) {
    return createSession("session-" + UUID.randomUUID(), session);
  }

  @Override
  public AggregationSession createSession(String id, SessionOptions session) {
    return handle(await(new SessionCreation(this, id, session).create()));
  }

  @Override
  public AggregationSession createOrJoinSession(String id, SessionOptions session) {
    return handle(await(new SessionCreation(this, id, session).createOrJoin()));
  }

  @Override
  public AggregationSession joinSession(String id) {
    return handle(session(id));
  }

  @Override
  public SessionInfo session(String id) {
    GetSessionRequest request = GetSessionRequest.newBuilder().setSessionId(id).build();
    return SessionDecoder.session(
        call(AggregationServiceGrpc.getGetSessionMethod(), request).getSession());
  }

  @Override
  public List<SessionInfo> sessions() {
    return pages().stream()
        .flatMap(page -> page.getSessionsList().stream())
        .map(SessionDecoder::session)
        .toList();
  }

  @Override
  public List<SetAsideSession> sessionsSetAside() {
    return pages().stream()
        .flatMap(page -> page.getSetAsideList().stream())
        .map(one -> new SetAsideSession(one.getSessionId(), one.getReason()))
        .toList();
  }

  private List<ListSessionsResponse> pages() {
    List<ListSessionsResponse> pages = new ArrayList<>();
    String page = "";
    do {
      ListSessionsResponse response =
          call(
              AggregationServiceGrpc.getListSessionsMethod(),
              ListSessionsRequest.newBuilder().setPageToken(page).build());
      pages.add(response);
      page = response.getNextPageToken();
    } while (!page.isEmpty());
    return pages;
  }

  @Override
  public void deleteSession(String id) {
    Deadline deadline = deadline();
    await(
        retrier.call(
            deadline,
            attempt ->
                Futures.orElse(
                    calls.unary(
                        AggregationServiceGrpc.getDeleteSessionMethod(),
                        DeleteSessionRequest.newBuilder().setSessionId(id).build(),
                        deadline),
                    // A repetition that finds nothing left: the first call did its work.
                    failure -> attempt > 1 && failure.reason() == ErrorReason.SESSION_NOT_FOUND,
                    () ->
                        CompletableFuture.completedFuture(
                            DeleteSessionResponse.getDefaultInstance()))));
  }

  @Override
  public void exportSession(String id, Path file) {
    await(new SessionFiles(calls, fileDeadline()).export(id, file));
  }

  @Override
  public AggregationSession importSession(Path file, String id, boolean newRun) {
    return handle(
        SessionDecoder.session(
            await(new SessionFiles(calls, fileDeadline()).importFrom(file, id, newRun))
                .getSession()));
  }

  /** A file may be large: it gets the time of a step, which carries arrays as well, if longer. */
  private Deadline fileDeadline() {
    long nanos = Math.max(options.callTimeout.toNanos(), options.stepTimeout.toNanos());
    return Deadline.after(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    handles.forEach(AggregationSession::close);
    pending.close();
    timer.shutdownNow();
    transport.shutdownNow();
    try {
      transport.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ClientOptions options() {
    return options;
  }

  ClientTracing tracing() {
    return tracing;
  }

  ErrorDecoder errors() {
    return errors;
  }

  Calls calls() {
    return calls;
  }

  Retrier retrier() {
    return retrier;
  }

  Deadline deadline() {
    return Deadline.after(options.callTimeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** {@code refused} is told of every contribution that the server refuses. */
  StepStream openStream(Consumer<Throwable> refused) {
    return new StepStream(channel, calls, errors, retrier, timer, refused);
  }

  SendWindow openWindow() {
    return new SendWindow(timer, errors);
  }

  void forget(AggregationSession handle) {
    handles.remove(handle);
  }

  /** A unary call with repetitions. */
  <Q, A> CompletableFuture<A> unary(MethodDescriptor<Q, A> method, Q request, Deadline deadline) {
    // Repetitions are made by another thread.
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadline(deadline)
            .withOption(ClientTracing.PARENT, Context.current());
    return unary(method, request, options, error -> {});
  }

  /**
   * A unary call with repetitions within the deadline of the options.
   *
   * @param failed told of every attempt that fails
   */
  <Q, A> CompletableFuture<A> unary(
      MethodDescriptor<Q, A> method, Q request, CallOptions options, Consumer<Throwable> failed) {
    return retrier.call(
        options.getDeadline(),
        attempt -> {
          CompletableFuture<A> call = calls.unary(method, request, options);
          Futures.whenDone(
              call,
              (answer, error) -> {
                if (error != null) {
                  failed.accept(error);
                }
              });
          return call;
        });
  }

  /** A unary call with repetitions in the ordinary call's time, waited for. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return await(unary(method, request, deadline()));
  }

  List<TaskPosterior> posterior(GetPosteriorRequest request) {
    Deadline deadline = deadline();
    return await(
        retrier.call(
            deadline,
            attempt -> {
              PosteriorCollector collector = new PosteriorCollector();
              return convert(
                  calls.serverStream(
                      AggregationServiceGrpc.getGetPosteriorMethod(),
                      request,
                      deadline,
                      collector::accept),
                  end -> collector.posteriors());
            }));
  }

  /** Converts an answer; one that breaks the contract becomes the exception of this client. */
  <A, B> CompletableFuture<B> convert(CompletableFuture<A> call, Function<A, B> conversion) {
    return Futures.map(call, answer -> decode(() -> conversion.apply(answer)));
  }

  <T> T decode(Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (ProtocolException e) {
      throw calls.decode(e);
    }
  }

  private <T> T await(CompletableFuture<T> call) {
    return Futures.await(pending.track(() -> call), errors);
  }

  private AggregationSession handle(SessionInfo session) {
    GrpcAggregationSession handle = new GrpcAggregationSession(this, session);
    handles.add(handle);
    return handle;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "bayesagg-client-timer");
    thread.setDaemon(true);
    return thread;
  }
}
