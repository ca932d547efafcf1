package org.bayesagg.cli.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.service.Main;

/**
 * The main job: trains one network in several ways, through a server, and shows what came of it.
 */
final class Quickstart {
  private final QuickstartOptions options;
  private final TrainingSettings settings;
  private final PrintWriter out;
  private final DigitImages images = DigitImages.load();

  Quickstart(QuickstartOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
    settings = TrainingSettings.standard(options.epochs());
  }

  /**
   * Runs everything.
   *
   * @throws IOException if the output directory cannot be written
   */
  void run() throws IOException {
    Files.createDirectories(options.output());
    Narration narration = new Narration(options, settings, out);
    narration.opening(images.count());
    if (options.target().isPresent()) {
      train(options.target().get(), narration);
      return;
    }
    Path log = options.output().resolve("server.log");
    try (ServerProcess server = ServerProcess.start(Main.class.getName(), log, "--ephemeral")) {
      narration.ownServer(server.metricsUrl(), log);
      train(server.endpoint(), narration);
    }
  }

  private void train(Endpoint target, Narration narration) throws IOException {
    Results results = new Results();
    try (AggregationClient client = target.connect()) {
      narration.server(target.target(), client.serverInfo());
      ProgressDisplay display = new ProgressDisplay(out, ProgressDisplay.onTerminal());
      TrainingRuns runs = new TrainingRuns(client, settings, display);
      for (long seed : options.seedList()) {
        Training training = new Training(settings, DigitData.of(images, settings, seed), seed);
        for (Way way : Way.values()) {
          String label = String.format("seed %d/%d %-11s", seed, options.seeds(), way.label());
          results.add(way, runs.run(way, training, label));
        }
      }
    }
    finish(narration, results);
  }

  private void finish(Narration narration, Results results) throws IOException {
    narration.table(results);
    Path curves = options.output().resolve("results.csv");
    CurveFile.write(results, options.seedList(), curves);
    Path plot = options.output().resolve("curves.png");
    CurvePlot.write(results, plot);
    narration.closing(List.of(plot, curves));
  }
}
