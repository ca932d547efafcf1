package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  @Test
  void lines_twoSeeds_areAligned() {
    assertThat(ResultTable.lines(SampleResults.twoSeeds()))
        .containsExactly(
            "               left digit   right digit   left > right              sum       delta-m     speed",
            "way            accuracy %    accuracy %     accuracy %             RMSE             %   steps/s",
            "-----------------------------------------------------------------------------------------------",
            "single task   96.0 +- 1.0   96.0 +- 0.0    90.0 +- 0.0   1.500 +- 0.500             0       123",
            "mean          91.3 +- 5.8   96.0 +- 0.0    90.0 +- 0.0   1.550 +- 0.450    2.5 +- 0.0       123",
            "ROBUST        96.0 +- 0.0   97.0 +- 0.0    93.0 +- 0.0   1.200 +- 0.300   -5.5 +- 2.1       123",
            "PAPER         90.0 +- 0.0   90.0 +- 0.0    80.0 +- 0.0   1.500 +- 0.250    7.5 +- 4.9       123");
  }

  @Test
  void lines_oneSeed_haveNoErrors() {
    Results results = new Results();
    results.add(Way.SINGLE, SampleResults.run(0.95, 0.96, 0.90, 2.0));
    results.add(Way.ROBUST, SampleResults.run(0.95, 0.96, 0.90, 1.0));

    List<String> lines = ResultTable.lines(results);

    assertThat(lines).hasSize(5);
    assertThat(lines.get(4).split(" +"))
        .containsExactly("ROBUST", "95.0", "96.0", "90.0", "1.000", "-12.5", "123");
  }
}
