package org.bayesagg.service;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bayesagg.cuda.Engines;
import org.bayesagg.math.Engine;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.WireLimits;
import org.bayesagg.service.events.EventLog;
import org.bayesagg.service.grpc.AggregationGrpcService;
import org.bayesagg.service.grpc.Authentication;
import org.bayesagg.service.grpc.Connections;
import org.bayesagg.service.grpc.ExceptionSafety;
import org.bayesagg.service.grpc.GrpcPort;
import org.bayesagg.service.grpc.OpenCalls;
import org.bayesagg.service.grpc.RefusalCount;
import org.bayesagg.service.grpc.ServerFacts;
import org.bayesagg.service.grpc.SharedBytes;
import org.bayesagg.service.grpc.StallGuard;
import org.bayesagg.service.grpc.Stalls;
import org.bayesagg.service.grpc.StepGate;
import org.bayesagg.service.http.MonitoringServer;
import org.bayesagg.service.live.LiveSessions;
import org.bayesagg.service.metrics.CallMetrics;
import org.bayesagg.service.metrics.ConnectionMetrics;
import org.bayesagg.service.metrics.FileMetrics;
import org.bayesagg.service.metrics.RefusalMetrics;
import org.bayesagg.service.metrics.SessionMetrics;
import org.bayesagg.service.metrics.StepMetrics;
import org.bayesagg.service.metrics.StorageMetrics;
import org.bayesagg.service.metrics.TraceMetrics;
import org.bayesagg.service.session.DefaultSessionRegistry;
import org.bayesagg.service.session.Recovery;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionListener;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.bayesagg.service.storage.EmbeddedStorage;
import org.bayesagg.service.tracing.OtlpTracing;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the one place where things are put together. Engine, sessions, gRPC service,
 * monitoring.
 */
public final class BayesAggServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BayesAggServer.class);

  /** Looks at steps that may wait to be worked out; what is more is dropped. */
  private static final int LOOKS_WAITING = 8;

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final ServerFacts facts;
  private final Engine engine;
  private final SessionStorage storage;
  private final DefaultSessionRegistry sessions;
  private final AggregationGrpcService service;
  private final HealthStatusManager health = new HealthStatusManager();
  private final OpenCalls openCalls = new OpenCalls();
  private final ExecutorService callThreads;
  private final Doorkeeper door;
  private final Tracing tracing;
  private final Watch watch;
  private final Optional<LiveSessions> live;
  private final ExecutorService looks =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(LOOKS_WAITING),
          Threads.named("bayesagg-look"),
          new ThreadPoolExecutor.DiscardPolicy());
  private final GrpcPort grpc;
  private final MonitoringServer monitoring;
  private volatile boolean serving;
  private boolean closed;

  private BayesAggServer(ServerConfig config, Consumer<String> progress) throws IOException {
    this.config = config;
    CollectorRegistry metrics = new CollectorRegistry();
    DefaultExports.register(metrics);
    // What can be wrong with the settings first: nothing is open yet.
    door = new Doorkeeper(config, new FileMetrics(metrics));
    tracing = tracing(config, metrics);
    StorageMetrics storageMetrics = new StorageMetrics(metrics);
    storage = openStorage(config, storageMetrics);
    engine = engine(config, metrics);
    SessionLimits limits = config.sessions().within(engine.memoryBytes());
    StepMetrics stepMetrics = new StepMetrics(metrics);
    SessionMetrics sessionMetrics =
        new SessionMetrics(metrics, stepMetrics, config.metricSessions(), config.metricTasks());
    RefusalMetrics refusals = new RefusalMetrics(metrics);
    live = config.livePage() ? Optional.of(liveSessions(limits, refusals)) : Optional.empty();
    SessionListener listener = SessionListener.all(sessionMetrics, new EventLog());
    sessions =
        DefaultSessionRegistry.open(
            engine,
            storage,
            limits,
            config.threads(),
            live.map(page -> SessionListener.all(listener, page)).orElse(listener));
    storageMetrics.watchSetAside(() -> sessions.setAside().size());
    WireLimits wire = config.wire();
    facts =
        new ServerFacts(
            Version.current(),
            engine,
            limits,
            wire.maxMessageBytes(),
            wire.maxContributionBytes(),
            wire.maxStreamContributions(),
            wire.maxConcurrentSteps());
    StepGate gate =
        new StepGate(
            wire.maxConcurrentSteps(), wire.maxConcurrentBytes(), wire.maxStepsPerSecond());
    ServerSeries.register(metrics, engine, this::ready, limits, wire, gate);
    Stalls stalls = new Stalls(wire.stall(), wire.streamIdle());
    Connections connections =
        new Connections(wire.maxConnections(), new ConnectionMetrics(metrics));
    callThreads = Executors.newFixedThreadPool(config.threads(), Threads.named("bayesagg-call"));
    service =
        new AggregationGrpcService(
            sessions, facts, stepMetrics, gate, stalls, refusals, tracing, callThreads);
    grpc =
        new GrpcPort(
            new InetSocketAddress(config.listening().host(), config.listening().port()),
            door.tls(),
            wire,
            List.of(
                () -> SharedBytes.of(service, wire.maxMessageBytes()),
                health.getHealthService(),
                ProtoReflectionServiceV1.newInstance()),
            new GrpcPort.Gates(
                List.of(
                    new Authentication(door::access),
                    new ExceptionSafety(),
                    new StallGuard(stalls, connections),
                    new RefusalCount(refusals)),
                openCalls,
                connections,
                tracing),
            callThreads,
            new CallMetrics(metrics));
    watch = new Watch(stalls::check, door::check, () -> live.ifPresent(LiveSessions::tick));
    MonitoringServer started = null;
    try {
      started = monitoring(metrics);
      recover(progress);
      grpc.start();
    } catch (IOException | RuntimeException e) {
      if (started != null) {
        started.close();
      }
      releaseAll();
      throw e;
    }
    monitoring = started;
  }

  /** A GPU, or the CPU: what is left to the CPU though a GPU was asked for is told. */
  private static Engine engine(ServerConfig config, CollectorRegistry metrics) {
    Counter onCpu =
        Counter.build(
                "bayesagg_left_to_cpu_total",
                "Times that a GPU could not be used, was lost, or had no room, and the CPU took over.")
            .register(metrics);
    return Engines.open(
        config.engine(),
        config.threads(),
        why -> {
          onCpu.inc();
          LOG.info("the CPU works on what a GPU would: {}", why);
        });
  }

  private static Tracing tracing(ServerConfig config, CollectorRegistry metrics) {
    TraceMetrics outcome = new TraceMetrics(metrics);
    return config
        .otlpEndpoint()
        .<Tracing>map(
            endpoint ->
                new OtlpTracing(endpoint, Version.current(), config.storage().isPresent(), outcome))
        .orElse(Tracing.OFF);
  }

  private static SessionStorage openStorage(ServerConfig config, StorageMetrics metrics) {
    if (config.storage().isEmpty()) {
      return SessionStorage.NONE;
    }
    EmbeddedStorage opened = EmbeddedStorage.open(config.storage().get(), metrics);
    metrics.watch(opened);
    return opened;
  }

  /** Reads the sessions that are kept, before anybody is served. */
  private void recover(Consumer<String> progress) {
    if (config.storage().isEmpty()) {
      progress.accept("Keeping nothing: sessions end with this process");
      return;
    }
    progress.accept("Keeping sessions in " + config.storage().get().folder().toAbsolutePath());
    long start = System.nanoTime();
    Recovery done =
        sessions.recover(
            now ->
                progress.accept(
                    String.format(
                        "Read %d of %d sessions", now.served() + now.setAside(), now.total())));
    if (done.total() > 0) {
      progress.accept(
          String.format(
              "%d sessions go on, %d are set aside, after %.1f s",
              done.served(), done.setAside(), (System.nanoTime() - start) / 1e9));
    }
  }

  /**
   * Starts a server and returns when it serves.
   *
   * @throws IOException if an address cannot be bound; its message names it
   * @throws StorageException if the data directory cannot be used
   */
  public static BayesAggServer start(ServerConfig config) throws IOException {
    return start(config, line -> {});
  }

  /** The same, which says how far it is. */
  static BayesAggServer start(ServerConfig config, Consumer<String> progress) throws IOException {
    BayesAggServer server = new BayesAggServer(config, progress);
    server.health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    server.health.setStatus(AggregationServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server.serving = true;
    return server;
  }

  private LiveSessions liveSessions(SessionLimits limits, RefusalMetrics refusals) {
    Instant start = Instant.now();
    return new LiveSessions(
        Clock.systemUTC(),
        looks,
        () ->
            new LiveSessions.ServerReading(
                Version.current(),
                engine.name(),
                engine.detail(),
                Duration.between(start, Instant.now()).toMillis() / 1e3,
                refusals.total(),
                Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
                limits.maxTotalBytes(),
                openCalls.count()));
  }

  private boolean ready() {
    return serving && storage.failure() == null && engine.usable();
  }

  private MonitoringServer monitoring(CollectorRegistry metrics) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(config.listening().httpHost(), config.listening().httpPort());
    try {
      return new MonitoringServer(
          address,
          door.tls(),
          config.httpOpen() ? () -> Access.OPEN : door::access,
          metrics,
          this::ready,
          live);
    } catch (IOException e) {
      throw new IOException("Failed to bind to address " + address + " for HTTP", e);
    }
  }

  /** The port of the gRPC service. */
  public int port() {
    return grpc.port();
  }

  /** The port of metrics and probes. */
  public int httpPort() {
    return monitoring.port();
  }

  /** What it is, in one line. */
  public String describe() {
    return String.format(
        "BayesAgg %s is serving on %s:%d, metrics on %s://%s:%d/metrics, engine %s: %s",
        facts.version(),
        config.listening().host(),
        port(),
        door.scheme(),
        config.listening().httpHost(),
        httpPort(),
        engine.name(),
        engine.detail());
  }

  /** Who is let in, in one line. */
  public String describeAccess() {
    return door.describe();
  }

  /** Where people can watch it; empty: nowhere. */
  public Optional<String> page() {
    return live.map(
        page ->
            door.scheme() + "://" + config.listening().httpHost() + ":" + httpPort() + "/live/");
  }

  /** Waits until the server has been closed. */
  public void awaitTermination() throws InterruptedException {
    grpc.awaitTermination();
  }

  /**
   * Drains and ends: health says NOT_SERVING, new contributions are refused with UNAVAILABLE,
   * accepted ones are answered, up to the drain deadline. Closing again does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    serving = false;
    health.enterTerminalState();
    Duration deadline = Duration.ofSeconds(config.drainDeadlineSeconds());
    long start = System.nanoTime();
    sessions.drain(deadline);
    grpc.refuseMore();
    service.closeStreams();
    try {
      Duration left = deadline.minusNanos(System.nanoTime() - start);
      openCalls.awaitNone(left.compareTo(LAST_WORDS) < 0 ? LAST_WORDS : left);
      grpc.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    live.ifPresent(LiveSessions::close);
    monitoring.close();
    releaseAll();
  }

  private void releaseAll() {
    grpc.release();
    watch.close();
    looks.shutdownNow();
    sessions.close();
    storage.close();
    engine.close();
    callThreads.shutdown();
    tracing.close();
  }
}
