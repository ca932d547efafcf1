package org.bayesagg.cli.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;

/** Plays cases and reports on them, one line a case. */
final class ConformanceRun {
  private final List<AggregationClient> ways;
  private final PrintWriter out;

  /**
   * A run.
   *
   * @param ways clients that send differently; each case is played through all of them and its line
   *     has the largest errors
   */
  ConformanceRun(List<AggregationClient> ways, PrintWriter out) {
    this.ways = ways;
    this.out = out;
  }

  /** Plays the cases; whether all passed. */
  boolean play(List<Path> cases) {
    int width = cases.stream().mapToInt(one -> name(one).length()).max().orElse(1);
    int passed = 0;
    for (Path one : cases) {
      if (play(one, width)) {
        passed++;
      }
      out.flush();
    }
    out.printf("%d passed, %d failed%n", passed, cases.size() - passed);
    return passed == cases.size();
  }

  private boolean play(Path directory, int width) {
    String name = name(directory);
    try {
      GoldenCase golden = GoldenCase.read(directory);
      Comparison comparison = new Comparison();
      for (AggregationClient way : ways) {
        comparison.addAll(CasePlayer.play(golden, way));
      }
      if (comparison.errors().isEmpty()) {
        out.println(CaseLine.failure(name, width, "nothing is expected, so nothing was shown"));
        return false;
      }
      out.println(CaseLine.of(name, width, comparison));
      return comparison.passed();
    } catch (MalformedCaseException | AggregationException | IllegalArgumentException e) {
      out.println(CaseLine.failure(name, width, e.getMessage()));
    } catch (IOException e) {
      out.println(CaseLine.failure(name, width, "cannot read " + e.getMessage()));
    }
    return false;
  }

  /** The folder's own name, also where it was given as "." or the like. */
  private static String name(Path directory) {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }
}
