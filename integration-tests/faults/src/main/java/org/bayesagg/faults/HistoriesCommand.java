package org.bayesagg.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bayesagg.faults.history.History;
import org.bayesagg.faults.history.Repertoire;
import org.bayesagg.faults.oracle.Oracle;
import org.bayesagg.faults.oracle.Verdict;
import org.bayesagg.faults.process.Folders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays random histories. */
@Command(
    name = "histories",
    mixinStandardHelpOptions = true,
    description =
        "Plays random histories with faults and compares every answer and the final posteriors with"
            + " the maths. Ends with 1 if one of them was wrong.")
final class HistoriesCommand implements Callable<Integer> {
  private static final int PROBLEMS = 20;

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
      names = "--flips",
      description =
          "kill -9 of the server and two bytes of its files changed, instead of all faults.")
  private boolean flips;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the files of histories that fail there.")
  private Path keep;

  @Option(names = "--parallel", description = "At a time. Default: ${DEFAULT-VALUE}.")
  private int parallel = 1;

  @Spec private CommandSpec spec;

  /** Of all histories; guarded by itself, as is the output. */
  private final Verdict all = new Verdict();

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
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
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    Map<Long, Future<Boolean>> played = new TreeMap<>();
    for (long each = from; each <= to; each++) {
      long seed = each;
      played.put(seed, threads.submit(() -> play(seed, out)));
    }
    threads.shutdown();
    List<Long> failed = new ArrayList<>();
    for (Map.Entry<Long, Future<Boolean>> history : played.entrySet()) {
      if (!history.getValue().get()) {
        failed.add(history.getKey());
      }
    }
    out.println();
    out.println("histories: " + (played.size() - failed.size()) + " right, wrong: " + failed);
    out.println(all.summary());
    out.flush();
    return failed.isEmpty() ? 0 : 1;
  }

  private Repertoire repertoire() {
    return kills ? Repertoire.KILLS : flips ? Repertoire.FLIPS : Repertoire.ALL;
  }

  private boolean play(long seed, PrintWriter out) throws IOException {
    Path folder = Files.createTempDirectory("bayesagg-history-" + seed + "-");
    History history = new History(seed, repertoire(), folder);
    List<String> lines = new ArrayList<>();
    lines.add("seed " + seed + ": " + history.describe());
    boolean right = false;
    try (Oracle oracle = new Oracle()) {
      long start = System.nanoTime();
      Verdict verdict = history.run(oracle);
      right = verdict.problems().isEmpty();
      lines.add(
          String.format(
              "  %s after %.1f s: %s",
              right ? "right" : "WRONG", (System.nanoTime() - start) / 1e9, verdict.summary()));
      history.flips().forEach(flip -> lines.add("  flipped " + flip));
      verdict.problems().stream().limit(PROBLEMS).forEach(problem -> lines.add("  " + problem));
      synchronized (all) {
        all.add(verdict);
      }
    } catch (RuntimeException e) {
      lines.add("  FAILED: " + e);
    }
    if (!right) {
      lines.add(
          "  again: integration-tests/faults/run.sh histories --seeds "
              + seed
              + (kills ? " --kills" : flips ? " --flips" : ""));
    }
    synchronized (all) {
      lines.forEach(out::println);
      out.flush();
    }
    if (!right && keep != null) {
      Folders.copy(folder, keep.resolve("seed-" + seed));
    }
    Folders.delete(folder);
    return right;
  }
}
