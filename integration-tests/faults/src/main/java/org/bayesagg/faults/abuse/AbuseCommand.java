package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.bayesagg.faults.process.Folders;
import org.bayesagg.faults.process.ServerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes more than one may, in every way, beside a worker that must not notice. */
@Command(
    name = "abuse",
    mixinStandardHelpOptions = true,
    description =
        "A worker makes steps at a fixed rate, in turn alone and beside a client that breaks one"
            + " limit of the server. Ends with 1 if the 99th percentile of its steps beside is more"
            + " than --bound times that alone, if an answer is wrong or an error, if the abuse is"
            + " not refused as it must be, or if the server holds more afterwards.")
public final class AbuseCommand implements Callable<Integer> {
  private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(100);

  @Option(
      names = "--kinds",
      split = ",",
      description = "Kinds of abuse, by name; default: all, in this order: ${DEFAULT-VALUE}.")
  private List<String> kinds =
      Arrays.stream(AbuseKind.values()).map(AbuseKind::toString).collect(Collectors.toList());

  @Option(
      names = "--shape",
      converter = WorkerShape.Converter.class,
      description = "The worker's steps, NxDxK. Default: 128x512x11.")
  private WorkerShape shape = new WorkerShape(128, 512, 11);

  @Option(names = "--rate", description = "The worker's steps a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 60;

  @Option(names = "--stream", description = "Send the worker's steps over a stream.")
  private boolean stream;

  @Option(names = "--seconds", description = "Of each phase. Default: ${DEFAULT-VALUE}.")
  private double seconds = 10;

  @Option(
      names = "--settle-seconds",
      description = "Before each phase, unmeasured. Default: ${DEFAULT-VALUE}.")
  private double settleSeconds = 2;

  @Option(
      names = "--warm-up-seconds",
      description = "Before the first phase. Default: ${DEFAULT-VALUE}.")
  private double warmUpSeconds = 15;

  @Option(
      names = "--bound",
      description =
          "Of the 99th percentile beside by that alone; Infinity: none. Default: ${DEFAULT-VALUE}.")
  private double bound = 2;

  @Spec private CommandSpec spec;

  private AbuseCommand() {}

  @Override
  public Integer call() throws IOException {
    List<AbuseKind> chosen = chosen();
    Path folder = Files.createTempDirectory("bayesagg-abuse-");
    try (ServerNode server = AbusedServer.node(folder)) {
      server.start();
      try (SteadyWorker worker =
          new SteadyWorker(server.target(), AbusedServer.WORKER, shape, rate, stream)) {
        return run(server, worker, folder, chosen) ? 0 : 1;
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private List<AbuseKind> chosen() {
    List<AbuseKind> chosen = new ArrayList<>();
    for (String name : kinds) {
      chosen.add(
          Arrays.stream(AbuseKind.values())
              .filter(kind -> kind.toString().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> new ParameterException(spec.commandLine(), "--kinds: no " + name)));
    }
    return chosen;
  }

  private boolean run(ServerNode server, SteadyWorker worker, Path folder, List<AbuseKind> chosen)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%.0f steps a second of %dx%dx%d, %.0f a phase; %d processors, the abuser's process behind %s%n",
        rate,
        shape.examples(),
        shape.featureDim(),
        shape.outputs(),
        Math.max(1, rate * seconds),
        Runtime.getRuntime().availableProcessors(),
        String.join(" ", AbuserProcess.lowest()));
    // The first epoch has no posterior, and what is compiled later looks like latency.
    WorkerPhase unused = worker.play(warmUpSeconds / 2);
    worker.finishEpoch();
    unused = worker.play(warmUpSeconds / 2);
    worker.judge(unused);
    ServerState before = ServerState.of(server);
    AbuseTrials trials = new AbuseTrials(server, worker, folder, seconds, settleSeconds);
    trials.begin();
    AbuseReport report = new AbuseReport(out, bound);
    report.heading();
    List<AbuseResult> results = new ArrayList<>();
    for (AbuseKind kind : chosen) {
      results.add(trials.run(kind));
      report.line(results.get(results.size() - 1));
    }
    report.details(results, before);
    return report.end(before, returned(server, before));
  }

  /** What the server holds once it is back to what it held, or will not be. */
  private static ServerState returned(ServerNode server, ServerState before) throws IOException {
    long start = System.nanoTime();
    ServerState now = ServerState.of(server);
    // Threads for visitors of HTTP end when nobody has come for a minute.
    while (!now.isBackTo(before) && System.nanoTime() - start < RETURN_NANOS) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      now = ServerState.of(server);
    }
    return now;
  }
}
