package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.faults.process.ServerNode;
import org.bayesagg.service.access.TokenHash;

/** A server with limits that are soon reached, and who may do what on it. */
final class AbusedServer {
  /** Token and name of who does nothing wrong. */
  static final String WORKER = "worker";

  /** Token and name of who takes more than there is. */
  static final String ABUSER = "abuser";

  /** One more of those, who may send 50 contributions a second. */
  static final String HASTY = "hasty";

  private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private static final List<String> LIMITS =
      List.of(
          "--max-message-bytes=4MiB",
          "--max-contribution-bytes=2MiB",
          "--max-sessions=8",
          "--max-session-bytes=64MiB",
          "--max-total-bytes=256MiB",
          "--max-workers-per-session=4",
          "--max-queued-contributions=16",
          "--max-concurrent-steps=48",
          "--max-concurrent-bytes=16MiB",
          "--max-calls-per-connection=64",
          "--max-connections=64",
          "--stream-idle-seconds=2",
          "--stall-seconds=2");

  private AbusedServer() {}

  /** One that does not run yet. */
  static ServerNode node(Path folder) throws IOException {
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            "identities:"
                + entry(WORKER, "worker-*", "")
                + entry(ABUSER, "abuse-*", "")
                + entry(HASTY, "abuse-*", String.format("%n    stepsPerSecond: 50")));
    List<String> options = new ArrayList<>(LIMITS);
    // As on a machine of one's own, where the abuser may see the page as well.
    options.addAll(List.of("--access-file=" + access, "--http-open", "--ephemeral"));
    return new ServerNode(folder, folder.resolve("data"), List.of(), FLAGS, options);
  }

  private static String entry(String name, String sessions, String more) {
    return String.format(
        "%n  - name: %s%n    tokenSha256: [\"%s\"]%s%n    grants: [{sessions: [\"%s\"], right: administer}]",
        name, TokenHash.of(name), more, sessions);
  }
}
