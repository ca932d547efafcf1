package org.bayesagg.faults.history;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;

/** Makes faults happen. */
final class Happening {
  private static final Duration LATER = Duration.ofMillis(30);

  private final ServerNode server;
  private final FaultProxy proxy;
  private final WorkerProcesses workers;
  private final FlippedBytes bytes;
  private final List<String> flips = new ArrayList<>();

  Happening(ServerNode server, FaultProxy proxy, WorkerProcesses workers) {
    this.server = server;
    this.proxy = proxy;
    this.workers = workers;
    this.bytes = new FlippedBytes(server, proxy);
  }

  /** Returns when it is over. */
  void happen(PlannedFault planned) throws IOException {
    switch (planned.fault()) {
      case KILL_SERVER -> {
        server.jvm().kill();
        server.start();
      }
      case KILL_SERVER_TWICE -> {
        server.jvm().kill();
        server.launch();
        last(planned);
        server.jvm().kill();
        server.start();
      }
      case RESTART_SERVER -> {
        server.jvm().terminate();
        server.start();
      }
      case KILL_WORKER -> workers.killAndRestart(planned.process());
      case HOLD_SERVER -> {
        server.jvm().hold();
        last(planned);
        server.jvm().goOn();
      }
      case HOLD_WORKER -> {
        workers.get(planned.process()).hold();
        last(planned);
        workers.get(planned.process()).goOn();
      }
      case RESET -> proxy.cut(true);
      case CLOSE -> proxy.cut(false);
      case DEAF_SERVER -> {
        proxy.halfOpen(FaultProxy.Direction.UP);
        last(planned);
      }
      case DEAF_WORKERS -> {
        proxy.halfOpen(FaultProxy.Direction.DOWN);
        last(planned);
      }
      case DELAY -> {
        proxy.delay(LATER);
        last(planned);
      }
      case STALL -> {
        proxy.stall();
        last(planned);
      }
      case FLIP_BYTES -> flips.add(bytes.happen(planned.random()));
    }
    proxy.pass();
  }

  /** Which files had bytes changed, and what came of each. */
  List<String> flips() {
    return flips;
  }

  /** The fault's own time, in which nothing is waited for. */
  private static void last(PlannedFault planned) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(planned.millis()));
  }
}
