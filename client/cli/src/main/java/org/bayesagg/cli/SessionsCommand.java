package org.bayesagg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.cli.text.Units;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SetAsideSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bayesagg sessions}. */
@Command(
    name = "sessions",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists, shows, deletes, exports and imports the sessions of a server.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg sessions list --target gpu-box:50051",
      "  bayesagg sessions show run-7",
      "  bayesagg sessions delete run-7 run-8",
      "  bayesagg sessions export run-7 run-7.session",
      "  bayesagg sessions import run-7.session --as run-8 --new-run"
    })
final class SessionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; there are list, show, delete, export and import");
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
      for (SetAsideSession one : client.sessionsSetAside()) {
        out().printf("%s is not served: %s%n", one.id(), one.reason());
      }
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

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Writes a session as one portable file: configuration, evidence, posteriors, workers and"
            + " kept answers.",
        "The session goes on meanwhile. For backup, for another server, for a run that begins with"
            + " its posteriors."
      })
  int export(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "NAME", description = "The session.") String name,
      @Parameters(paramLabel = "FILE", description = "The file; replaced where it is there.")
          Path file)
      throws IOException {
    try (AggregationClient client = connection.connect()) {
      client.exportSession(name, file);
    }
    out().printf("wrote %s, %s%n", file, Units.bytes(Files.size(file)));
    return 0;
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Makes a session from a file that export wrote.")
  int importFile(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "FILE", description = "The file.") Path file,
      @Option(
              names = "--as",
              paramLabel = "NAME",
              description = "The session's name (default: that in the file).")
          String name,
      @Option(
              names = "--new-run",
              description =
                  "Begin a new run from its evidence and posteriors, at epoch 0 and without steps,"
                      + " workers and kept answers.")
          boolean newRun) {
    try (AggregationClient client = connection.connect();
        AggregationSession session = client.importSession(file, name, newRun)) {
      SessionInfo info = session.info();
      out()
          .printf(
              "session %s goes on at epoch %d after %d steps%n",
              info.id(), info.epoch(), info.steps());
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
