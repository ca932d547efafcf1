package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.bayesagg.client.StepTimings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthTest {
  @TempDir private Path directory;

  /** 10 ms at 10 features, 40 ms at 20: the square; phases are half of it. */
  private final Growth growth = growth();

  private static Growth growth() {
    Series series = Series.parse("gaussian:8x10,20x3");
    List<ShapeResult> results = new ArrayList<>();
    for (Shape shape : series.shapes()) {
      double millis = shape.features() * shape.features() / 10.0;
      Duration part = Duration.ofNanos(Math.round(millis * 1e6 / 8));
      Sample sample = new Sample();
      sample.add(
          Math.round(millis * 1e6), new StepTimings(part, part, part, part, part, part, part));
      Tally tally = new Tally(shape, 1_000_000);
      tally.add(sample, 1);
      tally.setMemory(
          SessionMemory.between(
              new HeldMemory(1000, 500, 5000), new HeldMemory(1900, 700, 9000), 1000));
      results.add(tally.result());
    }
    results.add(SampleResults.bare());
    return Growth.of(series, results);
  }

  @Test
  void of_takesItsOwnResults() {
    assertThat(growth.results()).hasSize(2);
    assertThat(growth.medians()[1]).isCloseTo(40, within(0.1));
    assertThat(growth.power(1)).isCloseTo(2, within(0.01));
    assertThat(growth.millis(Phase.MOMENTS)[1]).isCloseTo(5, within(0.01));
    assertThat(growth.aroundMaths()[1]).isCloseTo(15, within(0.1));
  }

  @Test
  void print_hasALineForEachValue() {
    StringWriter text = new StringWriter();
    growth.print(new PrintWriter(text, true));
    assertThat(text.toString())
        .contains("growth of gaussian:8x10,20x3")
        .containsPattern("FEATURES +P50 MS +MS EACH +POWER +QUEUE +EVIDENCE")
        .containsPattern("20 +40\\.0 +2\\.0\\d+ +2\\.00 +5\\.00 ");
  }

  @Test
  void memory_saysHowFarItIsOff() {
    assertThat(growth.results().get(0).memory())
        .hasToString(
            "told 1000 B, measured 1.1 KiB (+10%): matrices 900 B, heap 200 B; RSS grew by 3.9 KiB");
  }

  @Test
  void plot_hasTwoChartsASeries() throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path file = directory.resolve("growth.png");
    GrowthPlot.write(List.of(growth, growth), file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(2 * GrowthPlot.WIDTH);
    assertThat(image.getHeight()).isEqualTo(2 * GrowthPlot.HEIGHT);
    boolean step = false;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        step |= image.getRGB(x, y) == GrowthPlot.STEP.getRGB();
      }
    }
    assertThat(step).isTrue();
  }
}
