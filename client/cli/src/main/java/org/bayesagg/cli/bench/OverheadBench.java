package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.cli.certs.DevelopmentCertificates;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.client.TlsOptions;
import org.bayesagg.service.Main;
import org.bayesagg.service.access.TokenHash;

/**
 * What running it in production costs: the same steps on a bare server, on one whose metrics are
 * read, one whose page is watched, one that traces every step, one that encrypts and asks who
 * calls, and one with all of that.
 */
final class OverheadBench implements AutoCloseable {
  private static final String CLIENT = "bench";

  private final BenchOptions options;
  private final PrintWriter out;
  private final Path folder;
  private final Collector collector;
  private final String token = TokenHash.newToken();
  private final List<ServerProcess> servers = new ArrayList<>();

  OverheadBench(BenchOptions options, PrintWriter out) throws IOException {
    this.options = options;
    this.out = out;
    folder = Files.createTempDirectory("bayesagg-overhead");
    collector = new Collector();
    new DevelopmentCertificates(List.of(), List.of(CLIENT), Duration.ofDays(1))
        .write(folder, file -> {});
    Files.writeString(
        folder.resolve("access.yaml"),
        """
        identities:
          - name: bench
            tokenSha256: ["%s"]
            certificates: ["CN=%s"]
            grants:
              - sessions: ["*"]
                right: administer
        """
            .formatted(TokenHash.of(token), CLIENT));
  }

  void run() throws IOException {
    new SideBySide(options, out)
        .run(
            "with",
            List.of(
                way("nothing", false, false, false, false),
                way("metrics", true, false, false, false),
                way("page", false, true, false, false),
                way("traces", false, false, true, false),
                way("TLS, rights", false, false, false, true),
                way("all of it", true, true, true, true)));
    out.printf("traces: %d KiB came to the collector%n", collector.bytes() >> 10);
    out.flush();
  }

  private SideBySide.Way way(
      String name, boolean metrics, boolean page, boolean traces, boolean secure)
      throws IOException {
    List<String> flags = new ArrayList<>(List.of("--ephemeral"));
    flags.add(page ? "--live-page=on" : "--live-page=off");
    if (!metrics) {
      flags.addAll(List.of("--metric-sessions=0", "--metric-tasks=0"));
    }
    if (traces) {
      flags.add("--otlp-endpoint=" + collector.url());
    }
    if (secure) {
      flags.add("--tls-certificate=" + file("server.pem"));
      flags.add("--tls-key=" + file("server.key"));
      flags.add("--tls-client-ca=" + file("ca.pem"));
      flags.add("--access-file=" + file("access.yaml"));
    }
    Path log = folder.resolve(servers.size() + ".log");
    ServerProcess server =
        ServerProcess.start(Main.class.getName(), log, flags.toArray(String[]::new));
    servers.add(server);
    Endpoint plain = secure ? secure(server) : server.endpoint();
    Endpoint endpoint = traces ? plain.traced(collector.client()) : plain;
    String scheme = secure ? "https" : "http";
    URI scraped = URI.create(server.httpUrl(scheme, "/metrics"));
    URI watched = URI.create(server.httpUrl(scheme, "/live/"));
    return new SideBySide.Way(
        name,
        endpoint,
        () -> {
          Scraper scraper = metrics ? new Scraper(scraped, endpoint) : null;
          Onlookers onlookers = page ? Onlookers.of(watched, endpoint) : null;
          return () -> {
            if (scraper != null) {
              scraper.close();
            }
            if (onlookers != null) {
              onlookers.close();
            }
          };
        });
  }

  private Endpoint secure(ServerProcess server) {
    TlsOptions tls = new TlsOptions(file("ca.pem"), file(CLIENT + ".pem"), file(CLIENT + ".key"));
    return new Endpoint(server.target(), tls, token);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    servers.forEach(ServerProcess::close);
    collector.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
