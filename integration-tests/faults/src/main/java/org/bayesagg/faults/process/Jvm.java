package org.bayesagg.faults.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of this class path as a process; ends with this one. */
public final class Jvm implements AutoCloseable {
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final Thread endWithUs;

  private Jvm(Process process, Path log) {
    this.process = process;
    this.log = log;
    endWithUs = new Thread(process::destroyForcibly, "end-child");
    Runtime.getRuntime().addShutdownHook(endWithUs);
  }

  /**
   * Starts a main class.
   *
   * @param before what comes before {@code java} in the command line, such as {@code faketime}
   * @param flags of the JVM
   * @param command the main class and its arguments
   * @param log what the process prints is added to it
   * @throws IOException if it cannot be started
   */
  public static Jvm start(List<String> before, List<String> flags, List<String> command, Path log)
      throws IOException {
    List<String> line = new ArrayList<>(before);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(flags);
    line.addAll(
        List.of(
            "-Dorg.bytedeco.javacpp.nopointergc=false",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Overrides OpenBLAS's own choice of core and can halve its speed.
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    return new Jvm(builder.start(), log);
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  /** What it prints. */
  public Path log() {
    return log;
  }

  /** Whether it runs, or is held. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit status; it must have ended. */
  public int status() {
    return process.exitValue();
  }

  /** Waits for its end; false if it does not come in time. */
  public boolean awaitEnd(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process ends", e);
    }
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** Asks it to end, with SIGTERM. */
  public void terminate() {
    process.destroy();
    ended();
  }

  private void ended() {
    if (!awaitEnd(TimeUnit.SECONDS.toMillis(STOP_SECONDS))) {
      throw new IllegalStateException("process " + pid() + " does not end; its log: " + log);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(endWithUs);
    } catch (IllegalStateException e) {
      // This process is going down itself.
      return;
    }
  }

  /** Holds it with SIGSTOP. */
  public void hold() {
    signal("STOP");
  }

  /** Lets it go on with SIGCONT. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("kill -" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a signal is sent", e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
