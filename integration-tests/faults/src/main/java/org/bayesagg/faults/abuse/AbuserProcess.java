package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bayesagg.faults.process.Jvm;
import org.bayesagg.faults.process.ServerNode;

/**
 * An abuser as a process of the lowest priority: it runs on what the server and the worker leave,
 * as it would on a machine of its own.
 */
final class AbuserProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final Jvm jvm;
  private final Path folder;

  private AbuserProcess(Jvm jvm, Path folder) {
    this.jvm = jvm;
    this.folder = folder;
  }

  /** Starts one and waits until it has begun. */
  static AbuserProcess start(AbuseKind kind, ServerNode server, Path folder) throws IOException {
    Files.createDirectories(folder);
    Jvm jvm =
        Jvm.start(
            lowest(),
            ServerNode.SMALL,
            List.of(
                AbuserMain.class.getName(),
                "--kind=" + kind,
                "--port=" + server.port(),
                "--http-port=" + server.httpPort(),
                "--folder=" + folder),
            folder.resolve("abuser.log"));
    AbuserProcess abuser = new AbuserProcess(jvm, folder);
    long start = System.nanoTime();
    while (!Files.exists(begun(folder))) {
      if (jvm.awaitEnd(10) || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
        jvm.close();
        throw new IOException(kind + " has not begun: " + Files.readString(jvm.log()));
      }
    }
    return abuser;
  }

  /** What comes before its command. */
  static List<String> lowest() {
    List<String> before = new ArrayList<>();
    if (runs(List.of("chrt", "--idle", "0", "true"))) {
      before.addAll(List.of("chrt", "--idle", "0"));
    }
    before.addAll(List.of("nice", "-n", "19"));
    return before;
  }

  private static boolean runs(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  long pid() {
    return jvm.pid();
  }

  /** Tells it to stop, and returns what it has tried and was told. */
  Tally stop() throws IOException {
    Files.createFile(enough(folder));
    if (!jvm.awaitEnd(STOP_MILLIS) || jvm.status() != 0) {
      throw new IOException("the abuser has failed: " + Files.readString(jvm.log()));
    }
    return Tally.read(tally(folder));
  }

  static Path begun(Path folder) {
    return folder.resolve("begun");
  }

  static Path enough(Path folder) {
    return folder.resolve("enough");
  }

  static Path tally(Path folder) {
    return folder.resolve("tally");
  }

  @Override
  public void close() {
    jvm.close();
  }
}
