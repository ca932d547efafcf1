package org.bayesagg.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs one case at a time with JMH, whose own output is shown only where it fails. */
final class CaseRunner {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final int threads;

  /** With an engine of {@code threads} threads. */
  CaseRunner(int threads) {
    this.threads = threads;
  }

  /**
   * Measures a case.
   *
   * @throws BenchmarkFailedException with what JMH said
   */
  Measurement run(BenchmarkCase what, Pace pace) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Runner runner =
        new Runner(
            options(what, pace), OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL));
    try {
      return measurement(what, runner.runSingle());
    } catch (RunnerException e) {
      throw new BenchmarkFailedException(
          what.name() + " failed:\n" + said.toString(StandardCharsets.UTF_8), e);
    }
  }

  private Options options(BenchmarkCase what, Pace pace) {
    TimeValue time = TimeValue.milliseconds(pace.millis());
    return new OptionsBuilder()
        .include(what.benchmark().getName() + ".*")
        .param("name", what.name())
        .param("threads", Integer.toString(threads))
        .forks(pace.forks())
        .warmupIterations(pace.warmups())
        .warmupTime(time)
        .measurementIterations(pace.iterations())
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .build();
  }

  private static Measurement measurement(BenchmarkCase what, RunResult result) {
    Statistics times = result.getPrimaryResult().getStatistics();
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return new Measurement(
        what,
        times.getPercentile(50),
        times.getMin(),
        times.getMax(),
        allocated == null ? Double.NaN : allocated.getScore(),
        what.step() ? phases(result) : Map.of());
  }

  /** Means over all counted steps. */
  private static Map<String, Double> phases(RunResult result) {
    double steps = result.getSecondaryResults().get("steps").getScore();
    return Measurement.PHASES.stream()
        .collect(
            Collectors.toMap(
                phase -> phase,
                phase -> result.getSecondaryResults().get(phase).getScore() / steps));
  }
}
