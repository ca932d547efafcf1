package org.bayesagg.faults.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.faults.play.Scenario;
import org.bayesagg.faults.process.Jvm;

/** The processes of workers of one history. */
final class WorkerProcesses implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String target;
  private final long seed;
  private final Path folder;
  private final List<Jvm> processes = new ArrayList<>();

  WorkerProcesses(String target, long seed, Scenario scenario, Path folder) throws IOException {
    this.target = target;
    this.seed = seed;
    this.folder = folder;
    for (int i = 0; i < scenario.processes(); i++) {
      processes.add(start(i));
    }
  }

  private Jvm start(int process) throws IOException {
    return Jvm.start(
        List.of(),
        FLAGS,
        List.of(
            "org.bayesagg.faults.play.WorkerMain",
            "--target",
            target,
            "--seed",
            Long.toString(seed),
            "--process",
            Integer.toString(process),
            "--folder",
            folder.toString()),
        log(process));
  }

  private Path log(int process) {
    return folder.resolve("workers-" + process + ".log");
  }

  /** Kills one and starts it again; one that has ended well is left alone. */
  void killAndRestart(int process) throws IOException {
    if (processes.get(process).isAlive()) {
      processes.get(process).kill();
      processes.set(process, start(process));
    }
  }

  Jvm get(int process) {
    return processes.get(process);
  }

  /** Whether all have done their part; throws where one has failed. */
  boolean done() throws IOException {
    boolean all = true;
    for (int i = 0; i < processes.size(); i++) {
      Jvm process = processes.get(i);
      if (process.isAlive()) {
        all = false;
      } else if (process.status() != 0) {
        throw new HistoryFailedException(
            "workers " + i + " ended with " + process.status() + ":\n" + tail(i));
      }
    }
    return all;
  }

  private String tail(int process) throws IOException {
    List<String> lines = Files.readAllLines(log(process));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public void close() {
    processes.forEach(Jvm::close);
  }
}
