package org.bayesagg.cli.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bayesagg.cli.server.CredentialOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bayesagg quickstart}. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a small multi-task network on real handwritten digits through a server, in"
            + " several ways, and compares them.")
public final class QuickstartCommand implements Callable<Integer> {
  private static final int SEEDS = 3;
  private static final int EPOCHS = 20;
  private static final int SHORT_SEEDS = 1;
  private static final int SHORT_EPOCHS = 3;

  @Option(
      names = "--short",
      description = "One seed and three epochs, unless said otherwise: for a quick check.")
  private boolean brief;

  @Option(names = "--seeds", paramLabel = "N", description = "Seeds to average over (default 3).")
  private Integer seeds;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of each run (default 20).")
  private Integer epochs;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "quickstart-output",
      description = "Where plot, results and log go (default ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running server; without it the quickstart starts its own.")
  private String target;

  @Mixin private CredentialOptions credentials;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public QuickstartCommand() {}

  @Override
  public Integer call() throws IOException {
    // Charts are drawn into a file: no display is needed.
    System.setProperty("java.awt.headless", "true");
    QuickstartOptions options;
    try {
      options =
          new QuickstartOptions(
              seeds != null ? seeds : brief ? SHORT_SEEDS : SEEDS,
              epochs != null ? epochs : brief ? SHORT_EPOCHS : EPOCHS,
              output,
              Optional.ofNullable(target).map(credentials::endpoint));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    new Quickstart(options, spec.commandLine().getOut()).run();
    return 0;
  }
}
