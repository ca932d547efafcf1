package org.bayesagg.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes all test results as CSV: a line for each way, seed, epoch and task. */
final class CurveFile {
  private CurveFile() {}

  /** Writes the file, over an older one. Epoch 0 is the untrained network. */
  static void write(Results results, List<Long> seeds, Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("way,seed,epoch,task,metric,value"));
    for (Way way : results.ways()) {
      List<RunResult> runs = results.of(way);
      for (int i = 0; i < runs.size(); i++) {
        List<TestResult> curve = runs.get(i).curve();
        for (int epoch = 0; epoch < curve.size(); epoch++) {
          for (DigitTask task : DigitTask.values()) {
            lines.add(
                String.join(
                    ",",
                    way.label(),
                    Long.toString(seeds.get(i)),
                    Integer.toString(epoch),
                    task.id(),
                    task.metric(),
                    Double.toString(curve.get(epoch).of(task))));
          }
        }
      }
    }
    Files.write(file, lines);
  }
}
