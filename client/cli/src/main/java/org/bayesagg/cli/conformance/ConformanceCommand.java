package org.bayesagg.cli.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bayesagg.cli.server.CredentialOptions;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.StreamUse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bayesagg conformance}. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays golden cases through gRPC and compares every answer with what is expected.",
      "",
      "Prints a line a case: its name, for each kind of array the largest error relative to the"
          + " array's largest value beside its bound, and ok or FAIL; at the end how many passed."
          + " The status is 1 if any failed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg conformance golden",
      "  bayesagg conformance golden/masked_mixed --target gpu-box:50051 --transport stream"
    })
public final class ConformanceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "A folder of cases (NAME/case.json and its arrays), or one case.")
  private Path directory;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A running server; without it the command runs its own on a free port.")
  private String target;

  @Mixin private CredentialOptions credentials;

  @Option(
      names = "--transport",
      paramLabel = "WAY",
      defaultValue = "both",
      description =
          "unary (the stream for large steps alone), stream, or both: each case twice, the larger"
              + " errors shown (default: ${DEFAULT-VALUE}).")
  private Transport transport;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public ConformanceCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(spec.commandLine(), directory + " is not a folder");
    }
    List<Path> cases = GoldenCase.find(directory);
    if (cases.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no case in " + directory + ": expected NAME/case.json");
    }
    if (target != null) {
      return run(credentials.endpoint(target), cases);
    }
    try (LocalServer server = LocalServer.start()) {
      return run(Endpoint.plain(server.target()), cases);
    }
  }

  private int run(Endpoint server, List<Path> cases) {
    List<AggregationClient> ways = new ArrayList<>();
    try {
      for (StreamUse use : transport.uses()) {
        ways.add(AggregationClient.connect(server.options().streamUse(use).build()));
      }
      return new ConformanceRun(ways, spec.commandLine().getOut()).play(cases) ? 0 : 1;
    } finally {
      ways.forEach(AggregationClient::close);
    }
  }
}
