package org.bayesagg.faults.play;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.RetryPolicy;
import org.bayesagg.client.StreamUse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A process of workers: plays its part of a scenario, from where it was when it was killed. */
@Command(name = "worker", description = "Plays a process's part of the scenario of a seed.")
public final class WorkerMain implements Callable<Integer> {
  /** As the standard one, but soon back after a server that was away for seconds. */
  private static final RetryPolicy RETRY =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(20), Duration.ofMillis(300));

  @Option(names = "--target", required = true, description = "Where the server is.")
  private String target;

  @Option(names = "--seed", required = true, description = "Of the history.")
  private long seed;

  @Option(names = "--process", required = true, description = "Which process this is.")
  private int process;

  @Option(names = "--folder", required = true, description = "Where answers are noted down.")
  private Path folder;

  private WorkerMain() {}

  /** Ends with 0 when everything is acknowledged. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WorkerMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    Scenario scenario = Scenario.of(seed);
    List<Future<Void>> lanes = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (AggregationClient client = connect(scenario);
        AggregationClient other = connect(scenario)) {
      for (SessionPlan session : scenario.sessions()) {
        for (int worker = 0; worker < session.workers(); worker++) {
          if (scenario.plays(process, worker)) {
            lanes.add(
                threads.submit(
                    new Lane(
                        session,
                        session.workerNames().get(worker),
                        folder,
                        scenario.paceMicros(),
                        client,
                        other)));
          }
        }
      }
      for (Future<Void> lane : lanes) {
        lane.get();
      }
      return 0;
    } finally {
      threads.shutdownNow();
    }
  }

  private AggregationClient connect(Scenario scenario) {
    return AggregationClient.connect(
        ClientOptions.builder(target)
            .streamUse(scenario.stream() ? StreamUse.ALWAYS : StreamUse.AUTO)
            .retry(RETRY)
            .keepAlive(Duration.ofSeconds(10))
            .stepTimeout(Duration.ofSeconds(60))
            .build());
  }
}
