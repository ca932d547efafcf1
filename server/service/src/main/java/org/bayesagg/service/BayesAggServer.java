package org.bayesagg.service;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bayesagg.cuda.Engines;
import org.bayesagg.math.Engine;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.grpc.AggregationGrpcService;
import org.bayesagg.service.grpc.CallThreads;
import org.bayesagg.service.grpc.ExceptionSafety;
import org.bayesagg.service.grpc.MetricsTracer;
import org.bayesagg.service.grpc.OpenCalls;
import org.bayesagg.service.grpc.ServerFacts;
import org.bayesagg.service.grpc.SharedBytes;
import org.bayesagg.service.http.MonitoringServer;
import org.bayesagg.service.metrics.CallMetrics;
import org.bayesagg.service.metrics.SessionMetrics;
import org.bayesagg.service.metrics.StepMetrics;
import org.bayesagg.service.metrics.StorageMetrics;
import org.bayesagg.service.session.DefaultSessionRegistry;
import org.bayesagg.service.session.Recovery;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionStorage;
import org.bayesagg.service.session.StorageException;
import org.bayesagg.service.storage.EmbeddedStorage;
import org.bayesagg.transport.NetworkBuffers;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the one place where things are put together. Engine, sessions, gRPC service,
 * monitoring.
 */
public final class BayesAggServer implements AutoCloseable {
  /** Lets a client send megabytes before it hears from the server again. */
  private static final int FLOW_CONTROL_WINDOW = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(BayesAggServer.class);

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
  private final Server grpc;
  private final MonitoringServer monitoring;
  private volatile boolean serving;
  private boolean closed;

  private BayesAggServer(ServerConfig config, Consumer<String> progress) throws IOException {
    this.config = config;
    CollectorRegistry metrics = new CollectorRegistry();
    DefaultExports.register(metrics);
    StorageMetrics storageMetrics = new StorageMetrics(metrics);
    storage = openStorage(config, storageMetrics);
    engine = engine(config, metrics);
    SessionLimits limits =
        new SessionLimits(
            config.maxSessions(),
            Math.min(config.maxTotalBytes(), engine.memoryBytes()),
            config.maxWorkersPerSession(),
            config.maxQueuedContributions());
    StepMetrics stepMetrics = new StepMetrics(metrics);
    SessionMetrics sessionMetrics =
        new SessionMetrics(metrics, stepMetrics, config.metricSessions(), config.metricTasks());
    sessions =
        DefaultSessionRegistry.open(engine, storage, limits, config.threads(), sessionMetrics);
    storageMetrics.watchSetAside(() -> sessions.setAside().size());
    facts =
        new ServerFacts(
            Version.current(),
            engine,
            limits,
            config.maxMessageBytes(),
            config.maxContributionBytes(),
            config.maxStreamContributions());
    describeTo(metrics);
    callThreads = Executors.newFixedThreadPool(config.threads(), Threads.named("bayesagg-call"));
    service = new AggregationGrpcService(sessions, facts, stepMetrics, callThreads);
    grpc = grpcServer(new CallMetrics(metrics));
    MonitoringServer started = null;
    try {
      started = monitoring(metrics);
      recover(progress);
      grpc.start();
    } catch (IOException | RuntimeException e) {
      grpc.shutdownNow();
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

  private static SessionStorage openStorage(ServerConfig config, StorageMetrics metrics) {
    if (config.storage().isEmpty()) {
      return SessionStorage.NONE;
    }
    EmbeddedStorage opened = EmbeddedStorage.open(config.storage().get(), metrics);
    metrics.watch(opened);
    return opened;
  }

  private void describeTo(CollectorRegistry metrics) {
    Gauge.build("bayesagg_info", "1; what runs is in the labels.")
        .labelNames("version", "engine")
        .register(metrics)
        .labels(facts.version(), engine.name())
        .set(1);
    Gauge.build("bayesagg_engine_bytes", "Memory of the engine's matrices, outside the heap.")
        .create()
        .setChild(
            new Gauge.Child() {
              @Override
              public double get() {
                return engine.openBytes();
              }
            })
        .register(metrics);
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

  private Server grpcServer(CallMetrics callMetrics) {
    List<BindableService> services =
        List.of(
            () -> SharedBytes.of(service),
            health.getHealthService(),
            ProtoReflectionServiceV1.newInstance());
    // The transport is epoll where Netty finds it, NIO otherwise.
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
            // What comes before the method is known takes no time and waits for nothing.
            .executor(MoreExecutors.directExecutor())
            .callExecutor(new CallThreads(callThreads))
            .withChildOption(ChannelOption.ALLOCATOR, NetworkBuffers.allocator())
            .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
            .maxInboundMessageSize(config.maxMessageBytes())
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            // A peer that is gone without a word must not hold a connection for hours.
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(new MetricsTracer(callMetrics, services))
            .addStreamTracerFactory(openCalls)
            .intercept(new ExceptionSafety());
    services.forEach(builder::addService);
    return builder.build();
  }

  private MonitoringServer monitoring(CollectorRegistry metrics) throws IOException {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.httpPort());
    try {
      return new MonitoringServer(
          address, metrics, () -> serving && storage.failure() == null && engine.usable());
    } catch (IOException e) {
      throw new IOException("Failed to bind to address " + address + " for HTTP", e);
    }
  }

  /** The port of the gRPC service. */
  public int port() {
    return grpc.getPort();
  }

  /** The port of metrics and probes. */
  public int httpPort() {
    return monitoring.port();
  }

  /** What it is, in one line. */
  public String describe() {
    return String.format(
        "BayesAgg %s is serving on %s:%d, metrics on http://%s:%d/metrics, engine %s: %s",
        facts.version(),
        config.host(),
        port(),
        config.host(),
        httpPort(),
        engine.name(),
        engine.detail());
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
    grpc.shutdown();
    service.closeStreams();
    try {
      Duration left = deadline.minusNanos(System.nanoTime() - start);
      openCalls.awaitNone(left.compareTo(LAST_WORDS) < 0 ? LAST_WORDS : left);
      grpc.shutdownNow();
      grpc.awaitTermination();
    } catch (InterruptedException e) {
      grpc.shutdownNow();
      Thread.currentThread().interrupt();
    }
    monitoring.close();
    releaseAll();
  }

  private void releaseAll() {
    sessions.close();
    storage.close();
    engine.close();
    callThreads.shutdown();
  }
}
