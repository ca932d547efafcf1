package org.bayesagg.cuda.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bayesagg.cuda.EngineChecks;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.cuda.driver.Check;
import org.bayesagg.math.Engine;

/**
 * The CUDA libraries' stand-ins: kernels compiled by g++ and run on the CPU, so that everything but
 * the device itself is what it will be there. Built once.
 */
public final class FakeCuda {
  private static Path folder;

  private FakeCuda() {}

  /** Whether tests run on the machine's own device, as BAYESAGG_CUDA_TESTS=device asks. */
  public static boolean real() {
    return "device".equals(System.getenv("BAYESAGG_CUDA_TESTS"));
  }

  /** The folder of the libraries; skips the test where there is no g++, or a device is tested. */
  public static synchronized Path folder() {
    assumeTrue(!real(), "only the stand-ins can be made to fail");
    if (folder == null) {
      assumeTrue(run("g++", "--version").isEmpty(), "the stand-ins of CUDA need g++");
      Path target = Path.of("target", "fake-cuda").toAbsolutePath();
      String failure = run("bash", "src/test/native/build.sh", target.toString());
      assertThat(failure).as("building the stand-ins").isEmpty();
      folder = target;
    }
    return folder;
  }

  /** What went wrong; empty where nothing did. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : output + " failed";
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** An engine on the stand-in device, or on the machine's own. */
  public static Engine engine() {
    if (real()) {
      return opened(
          new EngineSettings(
              EngineSettings.Choice.CUDA,
              0,
              0,
              2,
              List.of(),
              Optional.of(Path.of("target", "kernels").toAbsolutePath())));
    }
    EngineSettings settings =
        new EngineSettings(
            EngineSettings.Choice.CUDA,
            0,
            6L << 30,
            2,
            List.of(folder()),
            Optional.of(folder().resolve("kernels")));
    control("reset", 0);
    return opened(settings);
  }

  private static Engine opened(EngineSettings settings) {
    EngineChecks checks = EngineChecks.run(settings);
    assertThat(checks.checks()).allMatch(Check::passed);
    return checks.engine();
  }

  /** Sets how the device behaves; see the stand-in's source. */
  public static void control(String key, long value) {
    int code = function("fake_control").invokeInt(new Object[] {key, value});
    assertThat(code).as(key).isZero();
  }

  /** Reads one of its counters. */
  public static long count(String key) {
    return (long) function("fake_count").invoke(Long.class, new Object[] {key});
  }

  private static Function function(String name) {
    String library = folder().resolve("libcuda.so.1").toString();
    return NativeLibrary.getInstance(library).getFunction(name);
  }
}
