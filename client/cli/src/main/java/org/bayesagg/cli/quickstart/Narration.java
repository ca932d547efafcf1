package org.bayesagg.cli.quickstart;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bayesagg.client.ServerInfo;

/** What the quickstart says to the person who runs it, in ASCII so that any terminal shows it. */
final class Narration {
  private final QuickstartOptions options;
  private final TrainingSettings settings;
  private final PrintWriter out;

  Narration(QuickstartOptions options, TrainingSettings settings, PrintWriter out) {
    this.options = options;
    this.settings = settings;
    this.out = out;
  }

  /** What will happen. */
  void opening(int images) {
    out.println("BayesAgg quickstart: one network learns four tasks on real handwritten digits.");
    out.println();
    item(
        "data",
        "pairs of digits side by side, %,d for training and %,d for testing, drawn from",
        settings.trainPairs(),
        settings.testPairs());
    item("", "%,d images; no image of a test pair is seen in training", images);
    item("tasks", "left digit, right digit (10 classes each), left > right (yes or no), and their");
    item("", "sum (a number, 0 to 18, not rescaled: its loss starts near 16, theirs near 2.3)");
    item(
        "network",
        "%d pixels -> %s ReLU -> %d tanh features -> a linear head a task; Adam",
        DigitPairs.WIDTH,
        String.join(" -> ", settings.hidden().stream().map(String::valueOf).toList()),
        settings.features());
    for (Way way : Way.values()) {
      item(way == Way.SINGLE ? "ways" : "", "%-12s %s", way.label(), way.description());
    }
    item(
        "runs",
        "%d %s x %d ways, %d epochs of %d steps of %d pairs; the ways of a seed start from",
        options.seeds(),
        options.seeds() == 1 ? "seed" : "seeds",
        Way.values().length,
        settings.epochs(),
        settings.stepsPerEpoch(),
        settings.batchSize());
    item("", "the same weights and see the same batches");
  }

  /** The quickstart's own server is there. */
  void ownServer(String metricsUrl, Path log) {
    item("metrics", "%s (while this runs)", metricsUrl);
    item("log", "%s", log);
  }

  /** Who answers. */
  void server(String target, ServerInfo info) {
    item(
        "server",
        "%s: version %s, engine %s (%s)",
        target,
        info.version(),
        info.engine(),
        info.engineDetail());
    out.println();
    out.flush();
  }

  /** The results. */
  void table(Results results) {
    out.println();
    out.printf(
        Locale.ROOT,
        "Test results after %d epochs%s:%n%n",
        settings.epochs(),
        options.seeds() == 1
            ? ", one seed"
            : ", mean over " + options.seeds() + " seeds +- standard error");
    ResultTable.lines(results).forEach(out::println);
    out.println();
    out.println(
        "delta-m: change against single-task training, averaged over the tasks; less is better.");
    out.println();
  }

  /** Where everything is and what to try next. */
  void closing(List<Path> files) {
    files.forEach(file -> out.println("wrote " + file.toAbsolutePath().normalize()));
    out.println();
    out.println("Three things to try next:");
    out.println("  1. more of it:      deploy/quickstart.sh --seeds 5 --epochs 40");
    out.println("  2. your own server: deploy/bayesagg serve     then, in another terminal:");
    out.println("                      deploy/quickstart.sh --target localhost:50051");
    out.println("  3. your own model:  the README's sections on PyTorch and Java; elsewhere:");
    out.println("                      proto/docs/writing-a-client.md");
    out.flush();
  }

  private void item(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "  %-9s " + format + "%n", prepend(name, values));
  }

  private static Object[] prepend(String first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
