package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection of which neither side ever hears that it is gone. */
class HalfOpenIT {
  /** The least that gRPC takes. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  /** Two times both sides' keep-alive and the wait for its answer. */
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void connectionForgotten_bothSidesLeaveIt_andTheStepCountsOnce() throws Exception {
    SinglePlayer player = new SinglePlayer("half-open", 1, 12);
    try (ServerNode server =
        new ServerNode(folder, folder.resolve("data"), List.of(), ServerNode.SMALL, List.of())) {
      server.start();
      try (FaultProxy proxy = new FaultProxy(server.port());
          AggregationClient client =
              AggregationClient.connect(
                  ClientOptions.builder(proxy.target())
                      .callTimeout(Duration.ofMinutes(2))
                      .keepAlive(KEEP_ALIVE)
                      .build());
          AggregationSession session = player.open(client)) {
        player.steps(session, 4);
        proxy.forget();
        long start = System.nanoTime();
        player.step(session);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        await(proxy::workersLeft);
        await(proxy::serverLeft);
        assertThat(player.finish(session).contributions()).isEqualTo(12);
      }
    }
  }

  private static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
