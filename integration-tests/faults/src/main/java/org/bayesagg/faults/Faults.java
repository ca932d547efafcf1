package org.bayesagg.faults;

import org.bayesagg.faults.abuse.AbuseCommand;
import org.bayesagg.faults.fuzz.FuzzCommand;
import org.bayesagg.faults.resume.ResumeCommand;
import org.bayesagg.faults.soak.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = "Breaks servers, workers and wires, and shows what came of it.",
    subcommands = {
      HistoriesCommand.class,
      ResumeCommand.class,
      SoakCommand.class,
      FuzzCommand.class,
      AbuseCommand.class
    })
public final class Faults {
  private Faults() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, as {@link #main} runs it. */
  public static CommandLine commandLine() {
    return new CommandLine(new Faults());
  }
}
