package org.bayesagg.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.driver.Check;
import org.bayesagg.cuda.driver.CudaDriver;
import org.bayesagg.cuda.driver.CudaLibraries;
import org.bayesagg.cuda.driver.DriverProbe;
import org.bayesagg.cuda.driver.Status;
import org.bayesagg.math.Engine;

/**
 * Looks whether a GPU can be used, from the driver's library to a step whose answer is known, and
 * opens the engine if all is well.
 */
public final class EngineChecks {
  private static final String CUDA_HOME = "CUDA_HOME";

  private final EngineSettings settings;
  private final List<Check> checks = new ArrayList<>();
  private CudaEngine engine;

  private EngineChecks(EngineSettings settings) {
    this.settings = settings;
  }

  /** Looks, and opens the engine where every check passes. */
  public static EngineChecks run(EngineSettings settings) {
    EngineChecks checks = new EngineChecks(settings);
    checks.look();
    return checks;
  }

  private void look() {
    DriverProbe probe = DriverProbe.of(new CudaLibraries(folders()), settings.device());
    checks.addAll(probe.checks());
    if (!probe.passed()) {
      return;
    }
    try {
      Path cache = settings.kernelCache().orElse(null);
      CudaEngine opened =
          CudaEngine.open(
              probe.info(), cache, EngineChecks::budget, settings.memoryBytes(), settings.lanes());
      checks.add(new Check("kernels", true, "compiled for " + probe.info().architecture(), ""));
      if (test(opened)) {
        engine = opened;
      } else {
        opened.close();
      }
    } catch (RuntimeException e) {
      checks.add(
          new Check(
              "kernels",
              false,
              String.valueOf(e.getMessage()),
              "update the NVIDIA driver and the CUDA libraries to the same version 13"));
    }
  }

  private boolean test(CudaEngine opened) {
    SelfTest test = new SelfTest();
    String wrong = test.run(opened);
    checks.add(
        new Check(
            "self-test",
            wrong.isEmpty(),
            wrong.isEmpty() ? "answers as they are known to be" : wrong,
            wrong.isEmpty() ? "" : "do not use this device; report it with the lines above"));
    return wrong.isEmpty();
  }

  /** A part of what is free now. */
  private static long budget(long asked) {
    long[] free = new long[1];
    long[] total = new long[1];
    Status.driver("cuMemGetInfo", CudaDriver.cuMemGetInfo(free, total));
    return asked > 0 ? asked : free[0] / 100 * EngineSettings.PERCENT;
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>(settings.libraries());
    String home = System.getenv(CUDA_HOME);
    if (home != null && !home.isBlank()) {
      folders.add(Path.of(home, "lib64"));
    }
    folders.add(Path.of("/usr/local/cuda/lib64"));
    folders.removeIf(folder -> !Files.isDirectory(folder));
    return folders;
  }

  /** What was looked at, in order. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** Why there is no engine, in one line; empty where there is one. */
  public String cause() {
    return checks.stream()
        .filter(check -> !check.passed())
        .findFirst()
        .map(check -> check.name() + ": " + check.found() + "; " + check.remedy())
        .orElse("");
  }

  /** The engine, the caller's to close; null where a check failed. */
  public Engine engine() {
    return engine;
  }
}
