package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.service.Main;

/**
 * What keeping costs: the same steps on a server that keeps nothing and on one for each way of
 * syncing its journal.
 */
final class DurabilityBench {
  private static final List<String> WAYS = List.of("ephemeral", "none", "interval", "always");

  private final BenchOptions options;
  private final PrintWriter out;

  DurabilityBench(BenchOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /** A server, and what it keeps its sessions in. */
  private record Kept(String way, ServerProcess server, Path folder, Path log)
      implements AutoCloseable {

    static Kept start(String way) throws IOException {
      Path folder = Files.createTempDirectory("bayesagg-durability");
      Path log = Files.createTempFile("bayesagg-durability", ".log");
      String[] flags =
          way.equals(WAYS.get(0))
              ? new String[] {"--ephemeral"}
              : new String[] {"--data-dir", folder.toString(), "--journal-sync", way};
      return new Kept(way, ServerProcess.start(Main.class.getName(), log, flags), folder, log);
    }

    @Override
    public void close() {
      server.close();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
        Files.deleteIfExists(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void run() throws IOException {
    List<Kept> servers = new ArrayList<>();
    try {
      for (String way : WAYS) {
        servers.add(Kept.start(way));
      }
      List<SideBySide.Way> ways =
          servers.stream()
              .map(
                  kept ->
                      new SideBySide.Way(
                          kept.way(), kept.server().endpoint(), SideBySide.Beside.NOTHING))
              .toList();
      new SideBySide(options, out).run("journal", ways);
    } finally {
      servers.forEach(Kept::close);
    }
  }
}
