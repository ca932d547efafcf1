package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bayesagg.cli.server.CredentialOptions;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.service.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bayesagg bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how long a step takes over gRPC.",
      "",
      "Without --target it starts a server of its own, in a process of its own. Prints for each"
          + " shape latencies, speed, the server's time by phase and its memory. The server's"
          + " memory comes from its metrics; with --cycle it is that of all shapes together.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg bench gaussian:128x512x11 bernoulli:128x160x20 --json bench.json",
      "  bayesagg bench robust-bernoulli:128x512x40 --yardstick \"python step.py\" --plot bench.png",
      "  bayesagg bench bernoulli:128x160x20 --sessions 4 --workers 4 --rate 60",
      "  bayesagg bench bernoulli:128x256x1,10,100,1000 --growth growth.png",
      "  bayesagg bench gaussian:128x512x11 --durability --rounds 5",
      "  bayesagg bench gaussian:128x512x11 --overhead --rounds 5",
      "  bayesagg bench --overload --sessions 4 --workers 4 --deadline 1",
      "  bayesagg bench gaussian:64x32x3 bernoulli:128x64x8 --cycle --steps 100000"
    })
public final class BenchCommand implements Callable<Integer> {
  @Mixin private LoadOptions load;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running server; without it the command starts its own.")
  private String target;

  @Mixin private CredentialOptions credentials;

  @Option(
      names = "--metrics",
      paramLabel = "URL",
      description = "Metrics of the server at --target, such as http://localhost:9464/metrics.")
  private URI metrics;

  @Option(
      names = "--yardstick",
      paramLabel = "CMD",
      description = {
        "A program that does the same step in process, run after each round while the server is"
            + " idle. The shape is added as its last argument; it prints a JSON object on one"
            + " line, with median_ms and min_ms. Split at blanks, without any quoting; one BLAS"
            + " thread, which the launcher sets for the server, is not handed on."
      })
  private String yardstick;

  @Option(
      names = "--yardstick-limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Stop a run of the yardstick after that, and fail (default: ${DEFAULT-VALUE}).")
  private double yardstickLimit;

  @Option(
      names = "--durability",
      description =
          "Compare keeping nothing with each --journal-sync, each in a server of its own, round by"
              + " round in turn.")
  private boolean durability;

  @Option(
      names = "--overhead",
      description =
          "Compare a bare server with ones that are scraped, watched, that trace every step, that"
              + " encrypt and know their callers, and that do all of it, round by round in turn.")
  private boolean overhead;

  @Option(
      names = "--overload",
      description =
          "Find the peak of a closed loop, then offer one, two and three times that rate whatever"
              + " is answered, and show how much is answered in time.")
  private boolean overload;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description =
          "With --overload: how long a step may take, repetitions included (default:"
              + " ${DEFAULT-VALUE}).")
  private double deadline;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private Path json;

  @Option(names = "--plot", paramLabel = "FILE", description = "Draw the medians as a PNG.")
  private Path plot;

  @Option(
      names = "--growth",
      paramLabel = "FILE",
      description = "Draw how the cost of each series grows, and where the time goes, as a PNG.")
  private Path growth;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public BenchCommand() {}

  @Override
  public Integer call() throws IOException {
    // Charts are drawn into a file: no display is needed.
    System.setProperty("java.awt.headless", "true");
    BenchOptions options;
    Yardstick beside;
    try {
      options = overload ? load.overload() : load.options();
      beside =
          yardstick == null
              ? null
              : Yardstick.of(yardstick, Duration.ofMillis((long) (yardstickLimit * 1e3)));
      if (growth != null && load.series().isEmpty()) {
        throw new IllegalArgumentException(
            "--growth: there is no series among the shapes, such as bernoulli:128x256x1,10,100");
      }
      if ((durability || overhead) && (target != null || hasReport() || options.cycle())) {
        throw new IllegalArgumentException(
            (durability ? "--durability" : "--overhead")
                + ": starts servers of its own and prints one table; without --target,"
                + " --yardstick, --json, --plot, --growth and --cycle");
      }
      if (Stream.of(durability, overhead, overload).filter(each -> each).count() > 1) {
        throw new IllegalArgumentException(
            "--durability, --overhead, --overload: one of them at a time");
      }
      if (overload && (hasReport() || options.cycle() || options.counted() || options.rate() > 0)) {
        throw new IllegalArgumentException(
            "--overload: finds its own rate and prints one table; without --yardstick, --json,"
                + " --plot, --growth, --cycle, --steps and --rate");
      }
      if (overload && (!(deadline > 0) || (target != null && metrics == null))) {
        throw new IllegalArgumentException(
            "--overload: --deadline above 0, and --metrics of the server at --target");
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (durability) {
      new DurabilityBench(options, spec.commandLine().getOut()).run();
      return 0;
    }
    if (overhead) {
      try (OverheadBench bench = new OverheadBench(options, spec.commandLine().getOut())) {
        bench.run();
      }
      return 0;
    }
    if (overload) {
      overload(options);
      return 0;
    }
    if (target != null) {
      run(
          options,
          credentials.endpoint(target),
          new ServerProbe(metrics, () -> false),
          null,
          beside);
      return 0;
    }
    Path log = Files.createTempFile("bayesagg-bench", ".log");
    try (ServerProcess server = ServerProcess.start(Main.class.getName(), log, "--ephemeral")) {
      ServerProbe probe = new ServerProbe(URI.create(server.metricsUrl()), server::collectGarbage);
      run(options, server.endpoint(), probe, log, beside);
    }
    Files.delete(log);
    return 0;
  }

  private boolean hasReport() {
    return yardstick != null || json != null || plot != null || growth != null;
  }

  private void overload(BenchOptions options) throws IOException {
    Duration patience = Duration.ofNanos((long) (deadline * 1e9));
    PrintWriter out = spec.commandLine().getOut();
    if (target != null) {
      ServerProbe probe = new ServerProbe(metrics, () -> false);
      new OverloadBench(options, patience, credentials.endpoint(target), probe, out).run();
      return;
    }
    Path log = Files.createTempFile("bayesagg-bench", ".log");
    try (ServerProcess server =
        ServerProcess.start(
            Main.class.getName(), log, "--ephemeral", "--max-workers-per-session", "100000")) {
      ServerProbe probe = new ServerProbe(URI.create(server.metricsUrl()), server::collectGarbage);
      new OverloadBench(options, patience, server.endpoint(), probe, out).run();
    }
    Files.delete(log);
  }

  private void run(
      BenchOptions options, Endpoint server, ServerProbe probe, Path log, Yardstick beside)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Surroundings surroundings;
    try (AggregationClient client = server.connect()) {
      surroundings =
          Surroundings.of(server.target(), client.serverInfo(), probe.javaVersion().orElse("n/a"));
    }
    BenchReport report = new BenchReport(options, beside != null, out);
    report.opening(surroundings);
    if (log != null) {
      report.ownServer(log);
    }
    List<ShapeResult> results = new Bench(options, server, probe, beside).run(report::result);
    report.table(results);
    List<Growth> grown = load.series().stream().map(series -> Growth.of(series, results)).toList();
    grown.forEach(one -> one.print(out));
    if (json != null) {
      new JsonReport(options, surroundings).write(results, json);
      out.println("wrote " + json.toAbsolutePath().normalize());
    }
    if (plot != null) {
      BenchPlot.write(results, plot);
      out.println("wrote " + plot.toAbsolutePath().normalize());
    }
    if (growth != null) {
      GrowthPlot.write(grown, growth);
      out.println("wrote " + growth.toAbsolutePath().normalize());
    }
    out.flush();
  }
}
