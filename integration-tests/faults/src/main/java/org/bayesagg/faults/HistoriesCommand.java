package org.bayesagg.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bayesagg.faults.history.History;
import org.bayesagg.faults.oracle.Oracle;
import org.bayesagg.faults.oracle.Verdict;
import org.bayesagg.faults.process.Folders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays random histories, one after the other. */
@Command(
    name = "histories",
    mixinStandardHelpOptions = true,
    description =
        "Plays random histories with faults and compares every answer and the final posteriors with"
            + " the maths. Ends with 1 if one of them was wrong.")
final class HistoriesCommand implements Callable<Integer> {
  @Option(
      names = "--seeds",
      paramLabel = "FROM-TO",
      description = "Which; one number is one history. Default: ${DEFAULT-VALUE}.")
  private String seeds = "1-200";

  @Option(
      names = "--kills",
      description = "kill -9 of the server and of workers alone, instead of all faults.")
  private boolean kills;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the files of histories that fail there.")
  private Path keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String[] range = seeds.split("-", 2);
    long from;
    long to;
    try {
      from = Long.parseLong(range[0]);
      to = Long.parseLong(range[range.length - 1]);
    } catch (NumberFormatException e) {
      throw new ParameterException(spec.commandLine(), "--seeds " + seeds + ": FROM-TO", e);
    }
    List<Long> failed = new ArrayList<>();
    Verdict all = new Verdict();
    try (Oracle oracle = new Oracle()) {
      for (long seed = from; seed <= to; seed++) {
        if (!play(seed, oracle, all, out)) {
          failed.add(seed);
        }
      }
    }
    out.println();
    out.println("histories: " + (to - from + 1 - failed.size()) + " right, wrong: " + failed);
    out.println(all.summary());
    out.flush();
    return failed.isEmpty() ? 0 : 1;
  }

  private boolean play(long seed, Oracle oracle, Verdict all, PrintWriter out) throws IOException {
    Path folder = Files.createTempDirectory("bayesagg-history-" + seed + "-");
    boolean right = false;
    try {
      History history = new History(seed, kills, folder);
      out.println("seed " + seed + ": " + history.describe());
      out.flush();
      long start = System.nanoTime();
      Verdict verdict = history.run(oracle);
      all.add(verdict);
      right = verdict.problems().isEmpty();
      out.printf(
          "  %s after %.1f s: %s%n",
          right ? "right" : "WRONG", (System.nanoTime() - start) / 1e9, verdict.summary());
      verdict.problems().stream().limit(20).forEach(problem -> out.println("  " + problem));
    } catch (RuntimeException e) {
      out.println("  FAILED: " + e);
    }
    if (!right) {
      out.println(
          "  again: integration-tests/faults/run.sh histories --seeds "
              + seed
              + (kills ? " --kills" : ""));
    }
    out.flush();
    if (!right && keep != null) {
      Folders.copy(folder, keep.resolve("seed-" + seed));
    }
    Folders.delete(folder);
    return right;
  }
}
