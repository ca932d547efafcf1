package org.bayesagg.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bayesagg.cuda.driver.CudaException;
import org.bayesagg.cuda.driver.CudaLibraries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernels by NVIDIA's own compiler, which needs no device: BAYESAGG_NVRTC names the folder of
 * libnvrtc.so.13, which the Python package nvidia-cuda-nvrtc brings.
 */
class KernelCompilationTest {
  private static final String HOPPER = "sm_90";

  /** With 256 threads a block, four blocks share a multiprocessor's 65,536 registers. */
  private static final int MOST_REGISTERS = 64;

  /** Kernels with a thread or a block an example, which are few: two blocks at a time do. */
  private static final Map<String, Integer> MORE_REGISTERS =
      Map.of("evidence_categorical", 96, "logit_samples", 96, "factors_logistic", 80);

  private static final Pattern ENTRY = Pattern.compile("entry function '(\\w+)'");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill (stores|loads)");

  @BeforeEach
  void loadTheCompiler() {
    String folder = System.getenv("BAYESAGG_NVRTC");
    assumeTrue(folder != null, "BAYESAGG_NVRTC names no folder with libnvrtc.so.13");
    assertThat(new CudaLibraries(List.of(Path.of(folder))).compiler()).startsWith(folder);
  }

  @Test
  void compile_allKernelsForHopper_withinTheRegistersAndWithoutSpills() {
    StringBuilder log = new StringBuilder();
    byte[] image =
        Compiler.compile(
            KernelSource.all().text(), HOPPER, log::append, "--ptxas-options=--verbose");
    assertThat(image).startsWith(0x7f, 'E', 'L', 'F');
    Map<String, Integer> registers = new TreeMap<>();
    String entry = "";
    for (String line : log.toString().lines().toList()) {
      Matcher found = ENTRY.matcher(line);
      entry = found.find() ? found.group(1) : entry;
      Matcher spills = SPILLS.matcher(line);
      while (spills.find()) {
        assertThat(spills.group(1)).as("spills of " + entry).isEqualTo("0");
      }
      Matcher used = REGISTERS.matcher(line);
      if (used.find()) {
        registers.put(entry, Integer.parseInt(used.group(1)));
      }
    }
    assertThat(registers).hasSizeGreaterThan(50);
    registers.forEach(
        (kernel, used) ->
            assertThat(used)
                .as("registers of " + kernel)
                .isLessThanOrEqualTo(MORE_REGISTERS.getOrDefault(kernel, MOST_REGISTERS)));
  }

  @Test
  void compile_wrongSource_saysWhere() {
    assertThatThrownBy(() -> Compiler.compile("#line 1 \"some.cu\"\nint f() { return x; }", HOPPER))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("some.cu(1)")
        .hasMessageContaining("\"x\" is undefined");
  }

  @Test
  void cubin_secondTime_isTheKeptOne(@TempDir Path folder) throws IOException {
    CubinCache cache = new CubinCache(folder.resolve("made"));
    KernelSource source = KernelSource.all();
    byte[] compiled = cache.cubin(source, HOPPER);
    try (var files = Files.list(folder.resolve("made"))) {
      Path file = files.findFirst().orElseThrow();
      assertThat(Files.readAllBytes(file)).isEqualTo(compiled);
      Files.write(file, new byte[] {1, 2, 3});
    }
    assertThat(cache.cubin(source, HOPPER)).containsExactly(1, 2, 3);
  }

  @Test
  void cubin_folderThatCannotBe_compilesAllTheSame(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(new CubinCache(file).cubin(KernelSource.all(), HOPPER)).isNotEmpty();
  }
}
