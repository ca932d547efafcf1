package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bayesagg.faults.history.History;
import org.bayesagg.faults.history.Repertoire;
import org.bayesagg.faults.oracle.Oracle;
import org.bayesagg.faults.oracle.Verdict;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short form of {@code run.sh histories}. */
class HistoriesIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"3, KILLS", "1004, ALL", "5, FLIPS"})
  void history_withFaults_answersAsTheMaths(long seed, Repertoire repertoire) throws Exception {
    History history = new History(seed, repertoire, folder);
    try (Oracle oracle = new Oracle()) {
      Verdict verdict = history.run(oracle);
      assertThat(verdict.problems()).as(history.describe()).isEmpty();
      assertThat(verdict.contributions()).isPositive();
    }
  }
}
