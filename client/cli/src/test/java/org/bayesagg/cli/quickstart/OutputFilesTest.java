package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir private Path directory;

  @BeforeAll
  static void noDisplay() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void plot_allWays_drawsEachInItsColour() throws IOException {
    Path file = directory.resolve("curves.png");

    CurvePlot.write(SampleResults.twoSeeds(), file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isGreaterThan(1000);
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    for (Way way : Way.values()) {
      assertThat(colours).as(way.label()).contains(way.color().getRGB());
    }
  }

  @Test
  void csv_allWays_hasALineForEachResult() throws IOException {
    Path file = directory.resolve("results.csv");

    CurveFile.write(SampleResults.twoSeeds(), List.of(1L, 2L), file);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1 + 4 * 2 * 3 * 4);
    assertThat(lines.get(0)).isEqualTo("way,seed,epoch,task,metric,value");
    assertThat(lines).contains("ROBUST,2,2,sum,RMSE,0.9", "single task,1,0,left,accuracy,0.1");
  }
}
