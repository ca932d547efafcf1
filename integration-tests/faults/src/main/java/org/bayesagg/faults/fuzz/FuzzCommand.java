package org.bayesagg.faults.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bayesagg.faults.process.Folders;
import org.bayesagg.faults.process.Reading;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.service.access.TokenHash;
import org.bayesagg.v1.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends hostile input to a running server. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description =
        "Sends mutated messages of every method, and connections with garbage, to a server; those that"
            + " reach new branches of its code are mutated further. Ends with 1 if it answers with"
            + " anything but OK or a typed error of the caller's, if a session that the attacker has"
            + " no right to changes, if a worker beside it gets a wrong answer, or if threads,"
            + " descriptors or memory grow.")
public final class FuzzCommand implements Callable<Integer> {
  private static final int LINES = 20;
  private static final int CLEAN_EVERY = 50;
  private static final int MOST_LOOKS = 400;

  /** In fewer messages, what is loaded and compiled looks like growth. */
  private static final long ENOUGH = 100_000;

  @Option(names = "--messages", description = "In all, about. Default: ${DEFAULT-VALUE}.")
  private long messages = 1_000_000;

  @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--alone-seconds",
      description =
          "How long the worker is alone before it is measured, and then. Default: ${DEFAULT-VALUE}.")
  private double aloneSeconds = 8;

  @Spec private CommandSpec spec;

  private FuzzCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bayesagg-fuzz-");
    try {
      return run(folder) ? 0 : 1;
    } finally {
      Folders.delete(folder);
    }
  }

  private boolean run(Path folder) throws IOException, InterruptedException {
    Coverage coverage = new Coverage();
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            "identities:"
                + entry("attacker", "fuzz-*")
                + entry("worker", "worker-*")
                + entry("owner", "*"));
    try (ServerNode server =
        new ServerNode(
            folder,
            folder.resolve("data"),
            List.of(),
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", coverage.flag()),
            List.of(
                "--access-file",
                access.toString(),
                "--http-open",
                "--max-session-bytes",
                "16MiB",
                "--max-total-bytes",
                "256MiB",
                "--snapshot-bytes",
                "1MiB"))) {
      server.start();
      try (Victim victim = new Victim(server.port(), "owner");
          Bystander bystander = new Bystander(server.target(), "worker");
          Attacker attacker = new Attacker(server.port(), "attacker")) {
        Random random = new Random(seed);
        Corpus corpus = new Corpus(Seeds.of(victim.open(), victim.image()), random);
        Onslaught onslaught =
            new Onslaught(
                attacker,
                coverage,
                corpus,
                new RawWire(server.port(), random),
                random,
                (int) Math.min(MOST_LOOKS, messages / 50));
        Thread worker = new Thread(bystander, "bystander");
        worker.start();
        try {
          return run(server, victim, bystander, onslaught, corpus, coverage);
        } finally {
          bystander.stop();
          worker.join(TimeUnit.MINUTES.toMillis(1));
        }
      }
    }
  }

  private static String entry(String name, String sessions) {
    return String.format(
        "%n  - name: %s%n    tokenSha256: [\"%s\"]%n    grants: [{sessions: [\"%s\"], right: administer}]",
        name, TokenHash.of(name), sessions);
  }

  private boolean run(
      ServerNode server,
      Victim victim,
      Bystander bystander,
      Onslaught onslaught,
      Corpus corpus,
      Coverage coverage)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Thread.sleep((long) (1000 * aloneSeconds));
    bystander.p99();
    Thread.sleep((long) (1000 * aloneSeconds));
    double alone = bystander.p99();
    coverage.grow();
    out.println(Reading.heading() + "   branches   corpus");
    long start = System.nanoTime();
    List<Reading> readings = new ArrayList<>();
    for (long volleys = 1; onslaught.sent() < messages; volleys++) {
      long before = onslaught.sent();
      onslaught.volley();
      if (volleys % CLEAN_EVERY == 0) {
        victim.clean();
        Session unused = victim.open();
      }
      if (before * LINES / messages != onslaught.sent() * LINES / messages) {
        victim.clean();
        Reading now =
            Reading.collected(server, onslaught.sent(), (System.nanoTime() - start) / 1e9);
        readings.add(now);
        out.printf("%s  %9d  %7d%n", now.line(), coverage.probes(), corpus.size());
        out.flush();
      }
      if (bystander.failure() != null || !server.jvm().isAlive()) {
        break;
      }
    }
    double beside = bystander.p99();
    victim.clean();
    readings.add(Reading.collected(server, onslaught.sent(), (System.nanoTime() - start) / 1e9));
    return new FuzzReport(out, messages >= ENOUGH)
        .print(onslaught, victim, bystander, readings, alone, beside);
  }
}
