package org.bayesagg.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.bayesagg.cuda.EngineChecks;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.cuda.driver.Check;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.service.config.ServeOptions;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.doctor.Doctor;
import org.bayesagg.service.doctor.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a server with the same settings would find, what is wrong and what mends it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Looks at what a server with the same settings would find: the CPU's BLAS, for a GPU every link"
          + " from the driver's library to a step whose answer is known, the JVM, memory, ports,"
          + " certificates, access list, data directory and clock, each with what mends it.",
      "Ends with 1 where such a server could not start or serve.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = "  bayesagg doctor --engine cuda")
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private DoctorCommand() {}

  /** The command with the settings of a server, to be added to another. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new DoctorCommand());
    ServeOptions.addTo(line.getCommandSpec().version("BayesAgg " + Version.current()));
    return line;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      ServerConfig config =
          ServeOptions.read(spec.commandLine().getParseResult(), System.getenv()).toConfig();
      cpu(config, out);
      boolean usable = gpu(config.engine(), out);
      boolean healthy = rest(config, out);
      out.flush();
      return usable && healthy ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      spec.commandLine().getErr().println("bayesagg doctor: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void cpu(ServerConfig config, PrintWriter out) {
    out.println("CPU");
    try (Engine engine = CpuEngine.create(config.threads())) {
      line(out, new Check("BLAS", true, engine.detail(), ""));
    }
    String forced = System.getenv("OPENBLAS_CORETYPE");
    if (forced != null && !forced.isBlank()) {
      line(
          out,
          new Check(
              "BLAS core",
              false,
              "OPENBLAS_CORETYPE=" + forced + " overrides what was detected",
              "unset it unless OpenBLAS fails without it: it can halve the speed"));
    }
  }

  private static boolean gpu(EngineSettings settings, PrintWriter out) {
    out.println("GPU");
    EngineChecks checks = EngineChecks.run(settings);
    checks.checks().forEach(check -> line(out, check));
    boolean usable = checks.engine() != null;
    if (usable) {
      checks.engine().close();
    }
    out.println(
        switch (settings.choice()) {
          case CPU -> "A server with these settings (--engine cpu) runs on the CPU.";
          case AUTO ->
              "A server with these settings (--engine auto) runs on the "
                  + (usable ? "GPU." : "CPU.");
          case CUDA ->
              usable
                  ? "A server with these settings (--engine cuda) runs on the GPU."
                  : "A server with these settings (--engine cuda) does not start.";
        });
    return usable || settings.choice() != EngineSettings.Choice.CUDA;
  }

  private static boolean rest(ServerConfig config, PrintWriter out) {
    boolean healthy = true;
    for (var group : Doctor.examine(config).entrySet()) {
      out.println(group.getKey());
      for (Finding finding : group.getValue()) {
        String mark =
            switch (finding.state()) {
              case WELL -> "ok";
              case DOUBTFUL -> "?";
              case WRONG -> "NO";
            };
        line(out, mark, finding.what(), finding.found(), finding.remedy());
        healthy &= finding.state() != Finding.State.WRONG;
      }
    }
    return healthy;
  }

  private static void line(PrintWriter out, Check check) {
    line(out, check.passed() ? "ok" : "NO", check.name(), check.found(), check.remedy());
  }

  private static void line(PrintWriter out, String mark, String what, String found, String remedy) {
    out.printf("  %-4s  %-17s %s%n", mark, what, found);
    if (!remedy.isEmpty()) {
      out.printf("        %-17s -> %s%n", "", remedy);
    }
  }
}
