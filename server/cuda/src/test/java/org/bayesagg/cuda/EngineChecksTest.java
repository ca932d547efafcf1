package org.bayesagg.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bayesagg.cuda.EngineSettings.Choice;
import org.bayesagg.cuda.driver.Check;
import org.bayesagg.cuda.fake.FakeCuda;
import org.bayesagg.math.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chain of checks: what breaks at each link, what is said, and what becomes of the engine. */
class EngineChecksTest {

  @AfterEach
  void restoreTheDevice() {
    FakeCuda.engine().close();
  }

  private static EngineSettings settings(Choice choice, Path libraries) {
    return new EngineSettings(
        choice, 0, 0, 1, List.of(libraries), Optional.of(FakeCuda.folder().resolve("kernels")));
  }

  @Test
  void run_everythingThere_passesEveryCheck() {
    FakeCuda.engine().close();
    EngineChecks checks = EngineChecks.run(settings(Choice.CUDA, FakeCuda.folder()));
    try (Engine engine = checks.engine()) {
      assertThat(checks.checks())
          .extracting(Check::name)
          .containsExactly(
              "driver library",
              "driver",
              "device",
              "compiler library",
              "cuBLAS library",
              "cuSOLVER library",
              "kernels",
              "self-test");
      assertThat(checks.cause()).isEmpty();
      assertThat(engine.detail()).contains("Fake H100", "sm_90", "CUDA 13.0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "driver_version, 12080, driver, supports CUDA 12.8",
    "init_error, 100, driver, cuInit",
    "device_count, 0, device, number 0 of 0",
    "capability_major, 6, device, sm_60"
  })
  void run_deviceThatWillNotDo_namesTheLinkAndItsRemedy(
      String key, long value, String name, String found) {
    FakeCuda.engine().close();
    FakeCuda.control(key, value);
    EngineChecks checks = EngineChecks.run(settings(Choice.CUDA, FakeCuda.folder()));
    assertThat(checks.engine()).isNull();
    Check last = checks.checks().get(checks.checks().size() - 1);
    assertThat(last.name()).isEqualTo(name);
    assertThat(last.passed()).isFalse();
    assertThat(last.found()).contains(found);
    assertThat(last.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "libnvrtc.so.13, compiler library",
    "libcublas.so.13, cuBLAS library",
    "libcusolver.so.12, cuSOLVER library"
  })
  void run_libraryMissing_namesIt(String missing, String name, @TempDir Path folder)
      throws IOException, InterruptedException {
    try (var files = Files.list(FakeCuda.folder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && !file.endsWith(missing)) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    String cause = causeInAnotherProcess(folder);
    assumeTrue(!cause.isEmpty(), "this machine has the library itself");
    assertThat(cause).startsWith(name).contains(missing, "CUDA 13");
  }

  /** A library that has been loaded once is found again by its name, wherever it is. */
  private static String causeInAnotherProcess(Path folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineChecksTest.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.trim();
  }

  /** Prints why the libraries of a folder will not do. */
  public static void main(String[] folder) {
    EngineSettings settings =
        new EngineSettings(Choice.CUDA, 0, 0, 1, List.of(Path.of(folder[0])), Optional.empty());
    System.out.println(EngineChecks.run(settings).cause());
  }

  @Test
  void open_noGpuAndAuto_takesTheCpuAndSaysWhyOnce() {
    FakeCuda.engine().close();
    FakeCuda.control("device_count", 0);
    List<String> causes = new ArrayList<>();
    try (Engine engine = Engines.open(settings(Choice.AUTO, FakeCuda.folder()), 1, causes::add)) {
      assertThat(engine.name()).isEqualTo("cpu");
      assertThat(causes).hasSize(1).allMatch(why -> why.startsWith("device: "));
    }
  }

  @Test
  void open_noGpuAndCuda_refusesWithTheCause() {
    FakeCuda.engine().close();
    FakeCuda.control("device_count", 0);
    EngineSettings settings = settings(Choice.CUDA, FakeCuda.folder());
    assertThatThrownBy(() -> Engines.open(settings, 1, why -> {}))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith("no GPU can be used: device: ")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void open_cpu_looksAtNoDevice() {
    try (Engine engine = Engines.open(EngineSettings.cpu(), 1, why -> {})) {
      assertThat(engine.name()).isEqualTo("cpu");
    }
  }
}
