package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A process that does one kind of abuse until it is told to stop, and leaves its tally. */
@Command(name = "abuser", description = "Takes more than it may, in one way.")
final class AbuserMain implements Callable<Integer> {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @Option(names = "--kind", required = true, description = "Of abuse.")
  private String kind;

  @Option(names = "--port", required = true, description = "Of gRPC.")
  private int port;

  @Option(names = "--http-port", required = true, description = "Of metrics and page.")
  private int httpPort;

  @Option(names = "--folder", required = true, description = "Where it is told to stop.")
  private Path folder;

  private AbuserMain() {}

  /** Ends with 0 when it was told to stop. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AbuserMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    AbuseKind abused =
        Arrays.stream(AbuseKind.values())
            .filter(each -> each.toString().equals(kind))
            .findFirst()
            .orElseThrow();
    Tally tally = new Tally();
    AtomicBoolean over = new AtomicBoolean();
    Thread signs = new Thread(() -> watch(abused.refusal(), tally, over), "signs");
    signs.setDaemon(true);
    signs.start();
    abused.abuse().run(new Target(port, httpPort, over::get), tally);
    tally.write(AbuserProcess.tally(folder));
    return 0;
  }

  /** Says that it has begun, and looks whether it is enough: it must have been told something. */
  private void watch(Refusal refusal, Tally tally, AtomicBoolean over) {
    try {
      while (tally.attempts() == 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      Files.createFile(AbuserProcess.begun(folder));
      while (!Files.exists(AbuserProcess.enough(folder))) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      long start = System.nanoTime();
      while (!refusal.isHeard(tally) && System.nanoTime() - start < Refusal.PATIENCE_NANOS) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      over.set(true);
    } catch (IOException e) {
      throw new IllegalStateException("signs cannot be given", e);
    }
  }
}
