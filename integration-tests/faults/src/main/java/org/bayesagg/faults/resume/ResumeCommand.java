package org.bayesagg.faults.resume;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.faults.process.Folders;
import org.bayesagg.faults.process.Metrics;
import org.bayesagg.faults.process.ServerNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long a server with much state takes to serve again after kill -9. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description =
        "Builds state, kills the server with SIGKILL and measures the time from the start of the new"
            + " process until it serves. Ends with 1 if that is longer than the limit.")
public final class ResumeCommand implements Callable<Integer> {
  private static final String ID = "resume";

  @Option(names = "--steps", description = "Before each kill. Default: ${DEFAULT-VALUE}.")
  private int steps = 150;

  @Option(names = "--rounds", description = "Kills. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(names = "--outputs", description = "Of the Bernoulli task. Default: ${DEFAULT-VALUE}.")
  private int outputs = 40;

  @Option(names = "--features", description = "Their width. Default: ${DEFAULT-VALUE}.")
  private int featureDim = 512;

  @Option(names = "--limit", description = "In seconds. Default: ${DEFAULT-VALUE}.")
  private double limit = 5;

  @Spec private CommandSpec spec;

  private ResumeCommand() {}

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("bayesagg-resume-");
    double longest = 0;
    try (ServerNode server =
        new ServerNode(folder, folder.resolve("data"), List.of(), List.of("-Xmx1g"), List.of())) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("first start, nothing kept: %.2f s%n", seconds(server.start()));
      BernoulliRun run = new BernoulliRun(128, featureDim, outputs);
      long next = 0;
      for (int round = 1; round <= rounds; round++) {
        StepAnswer last = play(server, run, next, steps);
        next += steps;
        server.jvm().kill();
        double ready = seconds(server.start());
        longest = Math.max(longest, ready);
        Metrics metrics = Metrics.of(server);
        out.printf(
            "round %d, %d steps, %.0f MB in the data directory: serves after %.2f s, reading sessions"
                + " took %.2f s, %.0f changes made again%n",
            round,
            next,
            bytes(folder.resolve("data")) / 1e6,
            ready,
            metrics.sum("bayesagg_replay_seconds_total"),
            metrics.sum("bayesagg_replayed_changes_total"));
        out.flush();
        repeat(server, run, next - 1, last);
      }
      out.printf("longest: %.2f s, limit %.1f s%n", longest, limit);
      out.flush();
    } finally {
      Folders.delete(folder);
    }
    return longest <= limit ? 0 : 1;
  }

  private StepAnswer play(ServerNode server, BernoulliRun run, long from, int count) {
    StepAnswer last = null;
    try (AggregationClient client = AggregationClient.connect(server.target());
        AggregationSession session = client.createOrJoinSession(ID, run.options())) {
      for (long step = from; step < from + count; step++) {
        last = session.aggregate(run.step(step));
      }
      if (from == 0) {
        spec.commandLine()
            .getOut()
            .printf("state of %.0f MB%n", session.info().footprint().stateBytes() / 1e6);
      }
    }
    return last;
  }

  private static void repeat(ServerNode server, BernoulliRun run, long step, StepAnswer last) {
    try (AggregationClient client = AggregationClient.connect(server.target());
        AggregationSession session = client.joinSession(ID)) {
      StepAnswer again = session.aggregate(run.step(step));
      if (!again.duplicate()
          || !Arrays.equals(again.direction().floats(), last.direction().floats())) {
        throw new IllegalStateException("step " + step + " has another answer after the restart");
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
