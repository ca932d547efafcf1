package org.bayesagg.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: measures what the machine can do, then every case, and prints both. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description =
        "Measures whole steps and single kernels of the maths in process, each beside its floor:"
            + " the larger of its arithmetic at the speed of a large product and its bytes at the"
            + " speed of a copy, both measured in the same run.")
public final class Benchmarks implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILTER",
      description =
          "Parts of the names of what to measure: gaussian, cholesky:single, 128x512; or a whole"
              + " name, such as gaussian:256x128x4 or gram:double:100x200. Everything by default.")
  private List<String> filters = new ArrayList<>();

  @Option(names = "--short", description = "A minute or two: fewer cases, shorter.")
  private boolean brief;

  @Option(names = "--list", description = "Print the names and measure nothing.")
  private boolean list;

  @Option(names = "--threads", description = "Of the engine; all processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results for programs.")
  private Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the table as Markdown.")
  private Path markdown;

  @Spec private CommandSpec spec;

  /** Runs the command and exits with its status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<BenchmarkCase> cases = Selection.of(filters, brief);
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      cases.forEach(each -> out.println(each.name()));
      return 0;
    }
    if (cases.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "no case has any of " + filters + " in its name; see --list");
    }
    String engine;
    try (Engine one = CpuEngine.create(threads)) {
      engine = one.detail();
    }
    RoofMeasurement roof = new RoofMeasurement();
    List<Measurement> measurements = measure(cases, roof);
    Roofs roofs = roof.roofs();
    ResultTable table = new ResultTable(roofs, measurements);
    String heading = engine + System.lineSeparator() + table.limits();
    out.println(heading);
    table.grids().forEach(grid -> out.print(System.lineSeparator() + grid.text()));
    out.flush();
    if (json != null) {
      new JsonResults(roofs, engine).write(measurements, json);
    }
    if (markdown != null) {
      StringBuilder text = new StringBuilder(heading + System.lineSeparator());
      table.grids().forEach(grid -> text.append(System.lineSeparator()).append(grid.markdown()));
      Files.writeString(markdown, text);
    }
    return 0;
  }

  /** Roofs before and, unless in haste, after, since a machine's speed may change meanwhile. */
  private List<Measurement> measure(List<BenchmarkCase> cases, RoofMeasurement roof) {
    CaseRunner runner = new CaseRunner(threads);
    List<BenchmarkCase> roofCases = RoofCase.STANDARD.stream().map(BenchmarkCase::of).toList();
    List<BenchmarkCase> last = brief ? List.of() : roofCases;
    Progress progress =
        new Progress(spec.commandLine().getErr(), roofCases.size() + cases.size() + last.size());
    roofCases.forEach(each -> roof.add(progress.show(runner.run(each, pace(each)))));
    List<Measurement> measurements = new ArrayList<>();
    for (BenchmarkCase each : cases) {
      Measurement measurement = progress.show(runner.run(each, pace(each)));
      measurements.add(measurement);
      roof.add(measurement);
    }
    last.forEach(each -> roof.add(progress.show(runner.run(each, pace(each)))));
    return measurements;
  }

  private Pace pace(BenchmarkCase what) {
    return Pace.of(what, brief);
  }

  /** A line for each case as it ends. */
  private static final class Progress {
    private final PrintWriter err;
    private final int total;
    private int done;

    Progress(PrintWriter err, int total) {
      this.err = err;
      this.total = total;
    }

    Measurement show(Measurement measurement) {
      done++;
      err.printf(
          Locale.ROOT,
          "[%d/%d] %s: %s%n",
          done,
          total,
          measurement.what().name(),
          ResultTable.time(measurement.median()));
      err.flush();
      return measurement;
    }
  }
}
