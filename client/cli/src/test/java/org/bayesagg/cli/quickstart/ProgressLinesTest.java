package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final StringWriter written = new StringWriter();

  @Test
  void close_longInterval_printsOneLine() {
    try (Progress progress = lines(Duration.ofDays(1))) {
      progress.step();
      progress.step();
      progress.step();
    }
    assertThat(written.toString()).matches("a run {2}3/3 steps {2}\\d+ steps/s\\R");
  }

  @Test
  void step_intervalPassed_printsALine() {
    try (Progress progress = lines(Duration.ZERO)) {
      progress.step();
      assertThat(written.toString()).startsWith("a run  1/3 steps");
      progress.step();
    }
    assertThat(written.toString().lines()).hasSize(3);
  }

  private Progress lines(Duration interval) {
    return new ProgressLines(new PrintWriter(written), "a run", 3, interval);
  }
}
