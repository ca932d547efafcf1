package org.bayesagg.cuda;

import java.util.function.Consumer;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.FailoverEngine;

/** Makes the engine that the settings ask for. */
public final class Engines {
  private Engines() {}

  /**
   * An engine, the caller's to close.
   *
   * @param threads of the CPU
   * @param onCpu told why, once where no GPU can be used, and each time that a run is left to the
   *     CPU though one was asked for
   * @throws EngineUnavailableException if a GPU must be used and cannot be
   */
  public static Engine open(EngineSettings settings, int threads, Consumer<String> onCpu) {
    if (settings.choice() == EngineSettings.Choice.CPU) {
      return CpuEngine.create(threads);
    }
    EngineChecks checks = EngineChecks.run(settings);
    if (checks.engine() == null) {
      if (settings.choice() == EngineSettings.Choice.CUDA) {
        throw new EngineUnavailableException(checks.cause());
      }
      onCpu.accept(checks.cause());
      return CpuEngine.create(threads);
    }
    return settings.choice() == EngineSettings.Choice.CUDA
        ? checks.engine()
        : new FailoverEngine(checks.engine(), CpuEngine.create(threads), onCpu);
  }
}
