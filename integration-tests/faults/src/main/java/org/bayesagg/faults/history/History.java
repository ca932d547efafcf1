package org.bayesagg.faults.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.PosteriorPart;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SessionPhase;
import org.bayesagg.faults.oracle.Oracle;
import org.bayesagg.faults.oracle.Verdict;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.AnswerLog;
import org.bayesagg.faults.play.Scenario;
import org.bayesagg.faults.play.SessionPlan;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;

/** One seed: sessions played by processes, with faults, then judged. */
public final class History {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final List<String> SYNCS = List.of("none", "interval", "always");

  private final long seed;
  private final Scenario scenario;
  private final List<PlannedFault> faults;
  private final Path folder;
  private final String sync;
  private final boolean lastKill;
  private final List<String> flips = new ArrayList<>();
  private final long deadline = System.nanoTime() + LIMIT.toNanos();

  /**
   * A history that has not happened yet.
   *
   * @param repertoire its faults
   * @param folder an empty one for its files
   */
  public History(long seed, Repertoire repertoire, Path folder) {
    this.seed = seed;
    this.scenario = Scenario.of(seed);
    this.faults = PlannedFault.plan(seed, repertoire, scenario.processes());
    this.folder = folder;
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 3);
    this.sync = SYNCS.get(random.nextInt(SYNCS.size()));
    this.lastKill = random.nextBoolean();
  }

  /** What will happen. */
  public String describe() {
    return scenario.sessions().size()
        + " sessions, "
        + scenario.contributions()
        + " contributions, sync "
        + sync
        + ", "
        + faults
        + (lastKill ? " and KILL_SERVER at the end" : "");
  }

  /** Lets it happen and judges it. */
  public Verdict run(Oracle oracle) throws IOException {
    try (ServerNode server =
        new ServerNode(
            folder,
            folder.resolve("data"),
            List.of(),
            ServerNode.SMALL,
            List.of(
                "--journal-sync",
                sync,
                "--snapshot-bytes",
                "20000",
                "--threads",
                "2",
                "--disk-reserve-bytes",
                "1MiB"))) {
      server.start();
      try (FaultProxy proxy = new FaultProxy(server.port());
          WorkerProcesses workers = new WorkerProcesses(proxy.target(), seed, scenario, folder)) {
        Happening happening = new Happening(server, proxy, workers);
        for (PlannedFault fault : faults) {
          awaitPart(fault.at(), workers);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(fault.jitterMillis()));
          happening.happen(fault);
        }
        flips.addAll(happening.flips());
        awaitPart(2, workers);
      }
      if (lastKill) {
        server.jvm().kill();
        server.start();
      }
      return judge(server, oracle);
    }
  }

  /** Which files had bytes changed, and what came of each. */
  public List<String> flips() {
    return List.copyOf(flips);
  }

  /** Waits until so much is acknowledged, or everything is. */
  private void awaitPart(double part, WorkerProcesses workers) throws IOException {
    while (!workers.done() && acknowledged() < part) {
      if (System.nanoTime() - deadline > 0) {
        throw new HistoryFailedException(
            String.format("stands still at %.0f%% after %s", 100 * acknowledged(), LIMIT));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private double acknowledged() throws IOException {
    double done = 0;
    for (SessionPlan session : scenario.sessions()) {
      double each = 52 + Float.BYTES * session.examples() * session.featureDim();
      for (String worker : session.workerNames()) {
        Path log = Scenario.log(folder, session, worker);
        done += Files.exists(log) ? Files.size(log) / each : 0;
      }
    }
    return done / scenario.contributions();
  }

  private Verdict judge(ServerNode server, Oracle oracle) throws IOException {
    Verdict verdict = new Verdict();
    try (AggregationClient client = AggregationClient.connect(server.target())) {
      for (SessionPlan session : scenario.sessions()) {
        Map<String, List<Acknowledged>> answers = new HashMap<>();
        for (String worker : session.workerNames()) {
          answers.put(worker, AnswerLog.read(Scenario.log(folder, session, worker)));
        }
        verdict.add(oracle.judge(session, answers, ending(client, session)));
      }
    }
    return verdict;
  }

  private static Oracle.Ending ending(AggregationClient client, SessionPlan plan) {
    try (AggregationSession session = client.joinSession(plan.id())) {
      SessionInfo info = session.info();
      return new Oracle.Ending(
          info,
          info.phase() == SessionPhase.BAYESIAN
              ? session.posterior(PosteriorPart.PRECISION)
              : new ArrayList<>());
    }
  }
}
