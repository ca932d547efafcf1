package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.faults.process.Metrics;
import org.bayesagg.faults.process.ServerNode;

/** The worker alone and beside one abuse after the other, in turn: drift touches both alike. */
final class AbuseTrials {
  private static final double LOOK_SECONDS = 0.1;

  private final ServerNode server;
  private final SteadyWorker worker;
  private final Path folder;
  private final double seconds;
  private final double settleSeconds;
  private Alone before;
  private int number;

  /** The worker without anybody beside it. */
  private record Alone(WorkerPhase phase, double busy) {}

  /**
   * Trials of one server.
   *
   * @param folder for what abusers leave
   * @param seconds of each phase
   * @param settleSeconds before each, unmeasured
   */
  AbuseTrials(
      ServerNode server, SteadyWorker worker, Path folder, double seconds, double settleSeconds) {
    this.server = server;
    this.worker = worker;
    this.folder = folder;
    this.seconds = seconds;
    this.settleSeconds = settleSeconds;
  }

  /** Before the first. */
  void begin() {
    before = alone();
  }

  /** One kind, and then the worker alone again. */
  AbuseResult run(AbuseKind kind) throws IOException {
    Metrics countedBefore = Metrics.of(server);
    Metrics countedAfter;
    Tally tally;
    WorkerPhase beside;
    double serverBusy;
    double abuserBusy;
    long start = System.nanoTime();
    WorkerPhase settling;
    try (AbuserProcess abuser =
        AbuserProcess.start(kind, server, folder.resolve(kind + "-" + number++))) {
      settling = worker.play(settleSeconds);
      Busy ofServer = new Busy(server.jvm().pid());
      Busy ofAbuser = new Busy(abuser.pid());
      beside = worker.play(seconds);
      serverBusy = ofServer.processors();
      abuserBusy = ofAbuser.processors();
      // While it lasts: whoever watches the server still can.
      countedAfter = counted(kind.refusal(), countedBefore);
      tally = abuser.stop();
    }
    double lasted = (System.nanoTime() - start) / 1e9;
    try (Owned owned = new Owned(server.port(), AbusedServer.ABUSER)) {
      owned.clear("abuse-");
    }
    worker.judge(beside);
    ServerState after = ServerState.of(server);
    Alone next = alone();
    List<String> problems = new ArrayList<>(settling.problems());
    problems.addAll(beside.problems());
    next.phase().problems().forEach(problem -> problems.add("alone: " + problem));
    AbuseResult result =
        new AbuseResult(
            kind,
            tally,
            lasted,
            kind.refusal().count(countedBefore, countedAfter, tally),
            (before.phase().p50() + next.phase().p50()) / 2,
            (before.phase().p99() + next.phase().p99()) / 2,
            beside,
            serverBusy,
            (before.busy() + next.busy()) / 2,
            abuserBusy,
            after,
            problems);
    before = next;
    return result;
  }

  /** The counters once the refusal is among them, or will not be. */
  private Metrics counted(Refusal refusal, Metrics countedBefore) throws IOException {
    long start = System.nanoTime();
    Metrics now = Metrics.of(server);
    while (!refusal.isCounted(countedBefore, now)
        && System.nanoTime() - start < Refusal.PATIENCE_NANOS) {
      WorkerPhase unused = worker.play(LOOK_SECONDS);
      now = Metrics.of(server);
    }
    return now;
  }

  private Alone alone() {
    WorkerPhase settling = worker.play(settleSeconds);
    Busy busy = new Busy(server.jvm().pid());
    WorkerPhase phase = worker.play(seconds);
    double processors = busy.processors();
    settling.problems().forEach(phase::problem);
    worker.judge(phase);
    return new Alone(phase, processors);
  }
}
