package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  @TempDir private Path directory;

  private final List<ShapeResult> results =
      List.of(SampleResults.withYardstick(), SampleResults.bare());

  @Test
  void json_hasAnObjectAShapeAndNullForWhatIsUnknown() {
    JsonNode list =
        new JsonReport(SampleResults.options(0), SampleResults.surroundings()).list(results);
    assertThat(list.size()).isEqualTo(2);
    JsonNode first = list.get(0);
    assertThat(first.get("shape").asText()).isEqualTo("gaussian:100x50x2");
    assertThat(first.get("remote_ms_p50").asDouble()).isCloseTo(2, within(0.01));
    assertThat(first.get("yardstick_ms_p50").asDouble()).isEqualTo(5);
    assertThat(first.get("ratio").asDouble()).isCloseTo(0.4, within(0.001));
    assertThat(first.get("server_ms_encode").asDouble()).isCloseTo(0.7 / 3, within(1e-3));
    assertThat(first.get("server_engine").asText()).contains("core Test");
    assertThat(first.get("server_rss_bytes_at_100_percent").isNull()).isTrue();
    JsonNode second = list.get(1);
    for (String name :
        new String[] {"yardstick_ms_p50", "ratio", "server_ms_decode", "server_rss_bytes"}) {
      assertThat(second.get(name).isNull()).as(name).isTrue();
    }
    assertThat(second.fieldNames()).toIterable().containsExactlyElementsOf(names(first));
  }

  @Test
  void json_ofACountedRun_hasTheGrowth() {
    JsonNode object =
        new JsonReport(SampleResults.options(100), SampleResults.surroundings())
            .list(results)
            .get(0);
    assertThat(object.get("server_rss_bytes_at_10_percent").asDouble()).isEqualTo(2e6);
  }

  @Test
  void text_saysWhatWasLeftOutAndWhatIsUnknown() {
    StringWriter text = new StringWriter();
    BenchReport report =
        new BenchReport(SampleResults.options(0), true, new PrintWriter(text, true));
    report.opening(SampleResults.surroundings());
    results.forEach(report::result);
    report.table(results);
    assertThat(text.toString())
        .contains("OpenBLAS core Test", "1 session of 2 workers", "ratio 0.400", "left out")
        .contains("1.00..4.00", "4.00..9.00", "RSS n/a")
        .containsPattern("SHAPE +P50 MS")
        .containsPattern("gaussian:100x50x2 +2\\.00 +4\\.00 +20\\.0 ");
  }

  @Test
  void figures_haveThreeDigits() {
    assertThat(Figures.figure(1234.5)).isEqualTo("1235");
    assertThat(Figures.figure(12.345)).isEqualTo("12.3");
    assertThat(Figures.figure(1.2345)).isEqualTo("1.23");
    assertThat(Figures.figure(0.12345)).isEqualTo("0.123");
    assertThat(Figures.figure(Double.NaN)).isEqualTo("n/a");
  }

  @Test
  void plot_drawsBothSides() throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path file = directory.resolve("bench.png");
    BenchPlot.write(results, file);
    BufferedImage image = ImageIO.read(file.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(colours).contains(BenchPlot.REMOTE.getRGB(), BenchPlot.YARDSTICK.getRGB());
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(entry -> entry.getKey()).toList();
  }
}
