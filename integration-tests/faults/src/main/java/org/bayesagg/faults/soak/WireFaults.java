package org.bayesagg.faults.soak;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;

/** Faults that leave the server's process alive, one after the other. */
final class WireFaults {
  private static final int KINDS = 7;
  private static final long LONGEST_MILLIS = 500;

  /** How long after a fault steps still feel it. */
  private static final long ECHO_MILLIS = 500;

  private final ServerNode server;
  private final FaultProxy proxy;
  private final Progress progress;
  private final Random random;

  WireFaults(ServerNode server, FaultProxy proxy, Progress progress, Random random) {
    this.server = server;
    this.proxy = proxy;
    this.progress = progress;
    this.random = random;
  }

  /** Lets one happen; returns when it is over. */
  void next() {
    progress.faultBegins();
    switch (random.nextInt(KINDS)) {
      case 0 -> proxy.cut(true);
      case 1 -> proxy.cut(false);
      case 2 -> proxy.halfOpen(FaultProxy.Direction.UP);
      case 3 -> proxy.halfOpen(FaultProxy.Direction.DOWN);
      case 4 -> proxy.delay(Duration.ofMillis(5));
      case 5 -> proxy.stall();
      default -> server.jvm().hold();
    }
    park((long) (LONGEST_MILLIS * random.nextDouble()));
    proxy.pass();
    server.jvm().goOn();
    park(ECHO_MILLIS);
    progress.faultEnds();
  }

  private static void park(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
