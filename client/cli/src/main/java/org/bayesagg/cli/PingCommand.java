package org.bayesagg.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.bayesagg.cli.text.Units;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ServerInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bayesagg ping}. */
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what a server is, what it holds to, and how long a call to it takes.",
    footerHeading = "%nExample:%n",
    footer = "  bayesagg ping --target gpu-box:50051 --count 100")
final class PingCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "Calls to time (default: ${DEFAULT-VALUE}).")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--count " + count + ": at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (AggregationClient client = connection.connect()) {
      // The first call connects; it is no measure of the others.
      ServerInfo info = client.serverInfo();
      double[] millis = new double[count];
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        client.serverInfo();
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(millis);
      ServerInfo.Limits limits = info.limits();
      out.printf("server      %s, version %s%n", connection.target(), info.version());
      out.printf("engine      %s, %s%n", info.engine(), info.engineDetail());
      out.printf(
          "limits      %d sessions in %s, %d workers and %d waiting contributions a session%n",
          limits.maxSessions(),
          Units.bytes(limits.maxTotalBytes()),
          limits.maxWorkersPerSession(),
          limits.maxQueuedContributions());
      out.printf(
          "            %s a contribution, %s a unary message%n",
          Units.bytes(limits.maxContributionBytes()), Units.bytes(limits.maxMessageBytes()));
      out.printf(
          "round trip  %.2f ms median, %.2f to %.2f ms over %d calls%n",
          millis[count / 2], millis[0], millis[count - 1], count);
    }
    return 0;
  }
}
