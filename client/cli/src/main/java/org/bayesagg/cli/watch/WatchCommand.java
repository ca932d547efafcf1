package org.bayesagg.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.bayesagg.cli.server.CredentialOptions;
import org.bayesagg.cli.server.Endpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bayesagg watch}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows a server's sessions at work, or one of them, second by second, until it is told to stop"
          + " (Ctrl-C).",
      "Reads what the live page reads: the server needs one, which it has where HTTP is for its own"
          + " machine alone, or with --live-page on.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bayesagg watch",
      "  bayesagg watch run-7",
      "  bayesagg watch --once --url https://gpu-box:9464/live/ --tls-ca ca.pem --token-file t"
    })
public final class WatchCommand implements Callable<Integer> {
  private static final String TO_TOP = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  @Parameters(
      arity = "0..1",
      paramLabel = "SESSION",
      description = "The session to watch; without it, all of them.")
  private String session;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:BAYESAGG_LIVE_URL:-http://127.0.0.1:9464/live/}",
      description = "The server's live page (default: ${DEFAULT-VALUE}).")
  private URI page;

  @Option(names = "--once", description = "Print once and end; for scripts and pipes.")
  private boolean once;

  @Mixin private CredentialOptions credentials;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public WatchCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Endpoint shown = credentials.endpoint(page.toString());
    URI folder = page.toString().endsWith("/") ? page : URI.create(page + "/");
    String path =
        session == null
            ? "overview"
            : "session?id=" + URLEncoder.encode(session, StandardCharsets.UTF_8);
    try (LiveEvents events = new LiveEvents(folder, path, shown)) {
      if (!once) {
        out.print(CLEAR);
      }
      for (JsonNode event = events.next(); event != null; event = events.next()) {
        if (events.name().equals("gone")) {
          throw new IOException("there is no session " + session);
        }
        draw(out, session == null ? Screen.overview(event) : Screen.session(event));
        if (once) {
          return 0;
        }
      }
    }
    throw new IOException(page + " has ended");
  }

  private void draw(PrintWriter out, List<String> lines) {
    if (once) {
      lines.forEach(out::println);
    } else {
      out.print(TO_TOP);
      lines.forEach(line -> out.print(line + REST_OF_LINE + System.lineSeparator()));
      out.print(REST_OF_SCREEN);
    }
    out.flush();
  }
}
