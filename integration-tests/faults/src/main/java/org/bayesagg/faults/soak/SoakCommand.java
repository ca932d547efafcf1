package org.bayesagg.faults.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.faults.process.Folders;
import org.bayesagg.faults.process.Reading;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.faults.wire.FaultProxy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays for long, with faults of the wire and of the server's time, and watches the process. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Sessions come and go while connections are cut, delayed, stalled and half open and the"
            + " server is held now and then. Ends with 1 if what the server holds, or the 99th"
            + " percentile of the steps that no fault touched, grows.")
public final class SoakCommand implements Callable<Integer> {
  private static final int READINGS = 100;
  private static final int LINES = 20;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  @Option(names = "--steps", description = "In all. Default: ${DEFAULT-VALUE}.")
  private long steps = 200_000;

  @Option(names = "--sessions", description = "At a time. Default: ${DEFAULT-VALUE}.")
  private int sessions = 50;

  @Option(names = "--workers", description = "Default: ${DEFAULT-VALUE}.")
  private int workers = 8;

  @Option(names = "--life", description = "Steps of a session, about. Default: ${DEFAULT-VALUE}.")
  private int life = 400;

  @Option(
      names = "--fault-seconds",
      description = "Between two faults, about; 0: none. Default: ${DEFAULT-VALUE}.")
  private double faultSeconds = 4;

  @Spec private CommandSpec spec;

  private SoakCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("bayesagg-soak-");
    try (ServerNode server =
        new ServerNode(
            folder,
            folder.resolve("data"),
            List.of(),
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"),
            List.of("--snapshot-bytes", "1MiB"))) {
      server.start();
      try (FaultProxy proxy = new FaultProxy(server.port())) {
        return run(server, proxy);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private int run(ServerNode server, FaultProxy proxy)
      throws IOException, InterruptedException, ExecutionException {
    Progress progress = new Progress(steps);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<AggregationClient> clients = new ArrayList<>();
    List<Future<Void>> running = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    try {
      for (int w = 0; w < workers; w++) {
        AggregationClient client = AggregationClient.connect(proxy.target());
        clients.add(client);
        int own = sessions / workers + (w < sessions % workers ? 1 : 0);
        running.add(threads.submit(new SoakWorker(client, "soak-" + w, own, life, progress)));
      }
      watch(server, proxy, progress, running, readings);
      for (Future<Void> worker : running) {
        worker.get();
      }
    } finally {
      clients.forEach(AggregationClient::close);
      threads.shutdownNow();
    }
    return new SoakReport(readings, progress).print(spec.commandLine().getOut()) ? 0 : 1;
  }

  private void watch(
      ServerNode server,
      FaultProxy proxy,
      Progress progress,
      List<Future<Void>> running,
      List<Reading> readings)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Reading.heading());
    WireFaults faults = new WireFaults(server, proxy, progress, new Random(1));
    long start = System.nanoTime();
    long nextFault = start + (long) (faultSeconds * 1e9);
    while (!progress.isOver() && running.stream().noneMatch(Future::isDone)) {
      if (progress.steps() >= steps * readings.size() / READINGS) {
        readings.add(Reading.of(server, progress.steps(), (System.nanoTime() - start) / 1e9));
        if (readings.size() % (READINGS / LINES) == 0) {
          out.println(readings.get(readings.size() - 1).line());
          out.flush();
        }
      }
      if (faultSeconds > 0 && System.nanoTime() - nextFault > 0) {
        faults.next();
        nextFault = System.nanoTime() + (long) (faultSeconds * 1e9);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
