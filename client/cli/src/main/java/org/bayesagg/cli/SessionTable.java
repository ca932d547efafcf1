package org.bayesagg.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.bayesagg.cli.text.TextTable;
import org.bayesagg.cli.text.Units;
import org.bayesagg.client.SessionInfo;

/** Sessions, one a line. */
final class SessionTable {
  private final PrintWriter out;

  SessionTable(PrintWriter out) {
    this.out = out;
  }

  void print(List<SessionInfo> sessions) {
    if (sessions.isEmpty()) {
      out.println("no sessions");
      return;
    }
    TextTable table =
        new TextTable("NAME", "PHASE", "EPOCH", "STEPS", "WORKERS", "TASKS", "MEMORY", "CREATED");
    for (SessionInfo session : sessions) {
      table.add(
          session.id(),
          session.phase().name().toLowerCase(Locale.ROOT),
          session.epoch(),
          session.steps(),
          session.workers().size(),
          session.tasks().size(),
          Units.bytes(session.footprint().totalBytes()),
          session.createTime());
    }
    table.print(out, "");
  }
}
