package org.bayesagg.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.bayesagg.cli.bench.BenchCommand;
import org.bayesagg.cli.conformance.ConformanceCommand;
import org.bayesagg.cli.quickstart.QuickstartCommand;
import org.bayesagg.cli.watch.WatchCommand;
import org.bayesagg.service.DoctorCommand;
import org.bayesagg.service.ServeCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code bayesagg} command. */
@Command(
    name = "bayesagg",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Combines the gradients of many tasks into one update direction, weighing each by how certain"
          + " it is.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:success", "1:the command failed", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg quickstart                       train a small network through a server",
      "  bayesagg serve --port 50051               run a server",
      "  bayesagg doctor                           what a server would run on, and what is missing",
      "  bayesagg watch                            the sessions of a server at work",
      "  bayesagg ping --target gpu-box:50051      is it there, and how far away",
      "  bayesagg sessions list                    the training runs of a server",
      "  bayesagg bench gaussian:128x512x11        how long a step takes",
      "  source <(bayesagg generate-completion)    completion for bash and zsh"
    })
public final class Bayesagg implements Runnable {
  /** gRPC logs what its calls also fail with; kept here, since loggers are held weakly. */
  private static final Logger CHANNEL_LOG = Logger.getLogger("io.grpc.internal.ManagedChannelImpl");

  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace behind an error.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public Bayesagg() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; quickstart is a good one to begin with");
  }

  boolean verbose() {
    return verbose;
  }

  /** The command line with its error handling, as {@link #main} runs it. */
  public static CommandLine commandLine() {
    Bayesagg root = new Bayesagg();
    CommandLine commandLine =
        new CommandLine(root)
            .addSubcommand(new QuickstartCommand())
            .addSubcommand("serve", ServeCommand.commandLine())
            .addSubcommand("doctor", DoctorCommand.commandLine())
            .addSubcommand(new CertsCommand())
            .addSubcommand(new TokenCommand())
            .addSubcommand(new SessionsCommand())
            .addSubcommand(new WatchCommand())
            .addSubcommand(new PingCommand())
            .addSubcommand(new ConformanceCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new HelpCommand())
            .addSubcommand(new GenerateCompletion());
    // One version, whichever command is asked for it.
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(new Version());
    }
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(new UsageReport())
        .setExecutionExceptionHandler(new ErrorReport(root));
  }

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    CHANNEL_LOG.setLevel(Level.OFF);
    // A stack trace for every 128th buffer, to find handlers that leak: none of them is ours.
    if (System.getProperty(LEAK_DETECTION) == null) {
      System.setProperty(LEAK_DETECTION, "disabled");
    }
    System.exit(commandLine().execute(arguments));
  }
}
