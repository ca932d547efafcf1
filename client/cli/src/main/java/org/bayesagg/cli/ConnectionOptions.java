package org.bayesagg.cli;

import java.time.Duration;
import org.bayesagg.cli.server.CredentialOptions;
import org.bayesagg.client.AggregationClient;
import picocli.CommandLine.Mixin;
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

  @Mixin private CredentialOptions credentials;

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
        credentials
            .endpoint(target)
            .options()
            .callTimeout(Duration.ofNanos(Math.max(1, (long) (timeout * 1e9))))
            .build());
  }
}
