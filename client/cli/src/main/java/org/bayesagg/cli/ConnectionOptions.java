package org.bayesagg.cli;

import java.time.Duration;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import picocli.CommandLine.Option;

/** Where the server is: the same options for every command that calls one. */
final class ConnectionOptions {
  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:BAYESAGG_TARGET:-localhost:50051}",
      description =
          "The server (default: $BAYESAGG_TARGET, or else localhost:50051; now: ${DEFAULT-VALUE}).")
  private String target;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long a call may take, repetitions included (default: ${DEFAULT-VALUE}).")
  private double timeout;

  String target() {
    return target;
  }

  AggregationClient connect() {
    return AggregationClient.connect(
        ClientOptions.builder(target)
            .callTimeout(Duration.ofNanos(Math.max(1, (long) (timeout * 1e9))))
            .build());
  }
}
