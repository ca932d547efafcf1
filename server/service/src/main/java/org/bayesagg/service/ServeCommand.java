package org.bayesagg.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.bayesagg.cuda.EngineUnavailableException;
import org.bayesagg.service.config.ServeOptions;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Settings;
import org.bayesagg.service.reload.UnusableFileException;
import org.bayesagg.service.session.StorageException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Runs a server until it is told to stop (SIGTERM), then lets accepted calls be answered.",
      "Every setting can be a flag, a variable of the environment or a line of a properties file;"
          + " what is named first here wins.",
      ""
    })
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private ServeCommand() {}

  /** The command with an option for every setting, to be run or to be added to another. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new ServeCommand());
    ServeOptions.addTo(line.getCommandSpec().version("BayesAgg " + Version.current()));
    return line;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Settings settings = ServeOptions.read(spec.commandLine().getParseResult(), System.getenv());
      ServerConfig config = settings.toConfig();
      configureProcess(config);
      out.println("Settings:");
      out.print(settings.describe());
      out.flush();
      serve(config, out);
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException
        | StorageException
        | EngineUnavailableException
        | UnusableFileException e) {
      spec.commandLine().getErr().println("bayesagg serve: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void serve(ServerConfig config, PrintWriter out)
      throws IOException, InterruptedException {
    if (config.listening().portFile().isPresent()) {
      // One that is left over would be taken for ours.
      Files.deleteIfExists(config.listening().portFile().get());
    }
    BayesAggServer server =
        BayesAggServer.start(
            config,
            line -> {
              out.println(line);
              out.flush();
            });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, out), "bayesagg-drain"));
    if (config.listening().portFile().isPresent()) {
      PortFile.write(config.listening().portFile().get(), server.port(), server.httpPort());
    }
    out.println(server.describeAccess());
    server.page().ifPresent(page -> out.println("Watch it at " + page));
    out.println(server.describe());
    out.flush();
    server.awaitTermination();
  }

  /** The JVM would end with the signal's status; being told to stop is no failure. */
  private static void stop(BayesAggServer server, PrintWriter out) {
    out.println("BayesAgg is draining");
    out.flush();
    server.close();
    out.println("BayesAgg has stopped");
    out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void configureProcess(ServerConfig config) {
    System.setProperty("bayesagg.log.level", config.logLevel().name());
    System.setProperty("bayesagg.log.format", config.logFormat().name());
    // A caller of HTTP that does not finish its request must not keep a thread.
    setIfAbsent("sun.net.httpserver.maxReqTime", String.valueOf(config.wire().stall().toSeconds()));
    // gRPC and Netty log through the JDK.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    // A stack trace for every 128th buffer, to find handlers that leak: none of them is ours.
    setIfAbsent("io.netty.leakDetection.level", "disabled");
    // Admission bounds native memory by footprint; JavaCPP's own bound follows the heap's.
    setIfAbsent("org.bytedeco.javacpp.maxbytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
