package org.bayesagg.service.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.codec.ConfigReader;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.Fingerprint;
import org.bayesagg.service.fake.FakeRegistry;
import org.bayesagg.service.fake.FakeSession;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.metrics.RefusalMetrics;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregationServiceGrpc;

/** The service over fake sessions, in process and on the caller's thread: nothing to wait for. */
final class ServiceFixture implements AutoCloseable {
  static final int MAX_IN_FLIGHT = 2;

  final FakeRegistry registry = new FakeRegistry();
  final FakeSession session;
  final AggregationGrpcService service;
  final Stalls stalls = new Stalls(Duration.ofSeconds(30), Duration.ofHours(1));
  final StepGate gate = new StepGate(100, 1 << 30, 0);

  /** How many contributions were left to the decoders. */
  final AtomicInteger decoded = new AtomicInteger();

  private final Server server;
  private final ManagedChannel channel;

  ServiceFixture() {
    SessionSettings settings = ConfigReader.read(Examples.config());
    session = registry.create("run", Fingerprint.of(settings), settings);
    ServerFacts facts =
        new ServerFacts(
            "1.2.3",
            CpuEngine.create(1),
            new SessionLimits(10, 1000, 900, 20, 30),
            1 << 20,
            1 << 24,
            MAX_IN_FLIGHT,
            100);
    service =
        new AggregationGrpcService(
            registry,
            facts,
            PhaseMetrics.NONE,
            gate,
            stalls,
            new RefusalMetrics(new CollectorRegistry()),
            Tracing.OFF,
            this::decode);
    String name = InProcessServerBuilder.generateName();
    try {
      server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(SharedBytes.of(service, 64 << 20))
              .intercept(new Authentication(() -> Access.OPEN))
              .intercept(new ExceptionSafety())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  ManagedChannel channel() {
    return channel;
  }

  private void decode(Runnable task) {
    decoded.incrementAndGet();
    task.run();
  }

  AggregationServiceGrpc.AggregationServiceBlockingStub blocking() {
    return AggregationServiceGrpc.newBlockingStub(channel);
  }

  AggregationServiceGrpc.AggregationServiceStub async() {
    return AggregationServiceGrpc.newStub(channel);
  }

  /** A request in which everything is right. */
  AggregateRequest.Builder request() {
    return Examples.request().setFingerprint(session.fingerprint());
  }

  static Status status(Throwable thrown) {
    return StatusProto.fromThrowable(thrown);
  }

  static String reason(Throwable thrown) {
    return reason(status(thrown).getDetailsList());
  }

  static String reason(List<Any> details) {
    try {
      return details.get(0).unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("ErrorInfo comes first", e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
