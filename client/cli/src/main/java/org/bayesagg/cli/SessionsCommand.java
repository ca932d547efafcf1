package org.bayesagg.cli;

import java.io.PrintWriter;
import java.util.List;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.SessionInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bayesagg sessions}. */
@Command(
    name = "sessions",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists, shows and deletes the sessions of a server.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg sessions list --target gpu-box:50051",
      "  bayesagg sessions show run-7",
      "  bayesagg sessions delete run-7 run-8"
    })
final class SessionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command; there are list, show and delete");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "One line for every session, by name.")
  int list(@Mixin ConnectionOptions connection) {
    try (AggregationClient client = connection.connect()) {
      List<SessionInfo> sessions = client.sessions();
      new SessionTable(out()).print(sessions);
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Configuration, tasks and workers of a session.")
  int show(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "NAME", description = "The session.") String name) {
    try (AggregationClient client = connection.connect()) {
      new SessionPage(out()).print(client.session(name));
    }
    return 0;
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Ends sessions and frees what they hold. There is no way back.")
  int delete(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "The sessions.")
          List<String> names) {
    try (AggregationClient client = connection.connect()) {
      for (String name : names) {
        client.deleteSession(name);
        out().println("deleted " + name);
      }
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
