package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YardstickTest {
  private static final Shape SHAPE = Shape.parse("gaussian:8x4x3");

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void run_getsTheShapeLastAndNoThreadsOfTheServer() throws IOException {
    Yardstick yardstick =
        script(
            "echo loading",
            "[ \"$1 $2\" = \"--repeats gaussian:8x4x3\" ] || exit 3",
            "[ -z \"${OMP_NUM_THREADS:-}${OPENBLAS_NUM_THREADS:-}\" ] || exit 4",
            "echo '{\"median_ms\": 1.5, \"min_ms\": 1.25}'");
    assertThat(yardstick.run(SHAPE)).isEqualTo(new Yardstick.Timing(1.5, 1.25));
  }

  @Test
  void run_failing_saysWhatItComplainedOf() throws IOException {
    Yardstick yardstick = script("echo no torch here >&2", "exit 7");
    assertThatThrownBy(() -> yardstick.run(SHAPE))
        .isInstanceOf(YardstickException.class)
        .hasMessageContaining("gaussian:8x4x3")
        .hasMessageContaining("status 7: no torch here");
  }

  @Test
  void run_hanging_isStoppedWithAllThatItStarted() throws IOException {
    Path file = directory.resolve("yardstick.sh");
    Files.writeString(file, "echo loading >&2\nsleep 600 | sleep 600\n");
    Yardstick yardstick = Yardstick.of("sh " + file, Duration.ofMillis(300));
    assertThatThrownBy(() -> yardstick.run(SHAPE))
        .isInstanceOf(YardstickException.class)
        .hasMessageContaining("not ended after the 0.300 s of --yardstick-limit")
        .hasMessageContaining("loading");
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 600"));
  }

  @Test
  void limit_ofNothing_isRefused() {
    assertThatThrownBy(() -> Yardstick.of("sh", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--yardstick-limit");
  }

  @Test
  void parse_withoutFigures_saysWhatCame() {
    assertThatThrownBy(() -> Yardstick.parse(SHAPE, "hello\n"))
        .isInstanceOf(YardstickException.class)
        .hasMessageContaining("no line with median_ms: hello");
    assertThatThrownBy(() -> Yardstick.parse(SHAPE, "{\"median_ms\": \n"))
        .isInstanceOf(YardstickException.class)
        .hasMessageContaining("a broken line");
  }

  @Test
  void emptyCommand_isRefused() {
    assertThatThrownBy(() -> Yardstick.of("  ", LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Yardstick script(String... lines) throws IOException {
    Path file = directory.resolve("yardstick.sh");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return Yardstick.of(" sh  " + file + " --repeats ", LIMIT);
  }
}
