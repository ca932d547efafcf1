package org.bayesagg.faults.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.faults.process.Folders;
import org.bayesagg.faults.process.ServerEndedException;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;

/**
 * Kills the server, changes two bytes of one of its files, and starts it again, while no worker
 * reaches it.
 *
 * <p>A server that then serves every session goes on with what it found, and is judged by its
 * answers. One that refuses to start, or sets sessions aside, has done what it should: it gets its
 * files back as they were, as from a backup, so that the history goes on and all of it can be
 * judged.
 */
final class FlippedBytes {
  /** Nobody reads them. */
  private static final String IGNORED = "LOG.*|LOCK|lock|IDENTITY";

  private final ServerNode server;
  private final FaultProxy proxy;

  FlippedBytes(ServerNode server, FaultProxy proxy) {
    this.server = server;
    this.proxy = proxy;
  }

  /** Returns what came of it, for people. */
  String happen(Random random) throws IOException {
    proxy.stall();
    Set<String> before = served();
    server.jvm().kill();
    Path backup = Files.createTempDirectory("bayesagg-backup");
    try {
      Folders.copy(server.data(), backup);
      String where = flip(random);
      String outcome = start(before);
      if (!outcome.equals("served")) {
        server.jvm().kill();
        Folders.delete(server.data());
        Folders.copy(backup, server.data());
        server.start();
      }
      return where + ": " + outcome;
    } finally {
      Folders.delete(backup);
      proxy.cut(true);
    }
  }

  private String flip(Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(server.data())) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() > 0)
              .filter(file -> !file.getFileName().toString().matches(IGNORED))
              .sorted()
              .toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < 2; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    }
    Files.write(file, bytes);
    return server.data().relativize(file).toString();
  }

  private String start(Set<String> sessions) throws IOException {
    int before = Files.readString(server.log()).length();
    try {
      server.start();
    } catch (ServerEndedException e) {
      // What earlier lives said is no word about this one.
      String said = Files.readString(server.log()).substring(before);
      return "refused, " + refusal(said);
    }
    Set<String> known = served();
    int aside;
    try (AggregationClient client = AggregationClient.connect(server.target())) {
      aside = client.sessionsSetAside().size();
      client.sessionsSetAside().forEach(each -> known.add(each.id()));
    }
    if (!known.containsAll(sessions)) {
      throw new HistoryFailedException(
          "sessions are gone: there were " + sessions + ", are " + known);
    }
    return aside == 0 ? "served" : "set aside";
  }

  /** The line that names the damage and a way out; throws where the server ended otherwise. */
  private String refusal(String said) {
    List<String> named =
        said.lines()
            .filter(line -> line.startsWith("bayesagg serve: " + server.data()))
            .filter(line -> line.contains("; "))
            .toList();
    if (server.jvm().status() != 1 || named.size() != 1 || said.contains("\tat ")) {
      throw new HistoryFailedException("a server with damaged files ended badly: " + said);
    }
    return named.get(0);
  }

  private Set<String> served() {
    Set<String> names = new HashSet<>();
    try (AggregationClient client = AggregationClient.connect(server.target())) {
      client.sessions().forEach(session -> names.add(session.id()));
    }
    return names;
  }
}
