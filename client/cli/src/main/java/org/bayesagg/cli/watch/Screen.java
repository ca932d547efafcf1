package org.bayesagg.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.bayesagg.cli.text.TextTable;
import org.bayesagg.cli.text.Units;

/** Draws what the events say, as lines of text. */
final class Screen {
  private static final int BAR = 30;
  private static final int MOST_ROWS = 40;
  private static final int MOST_CONFLICTS = 5;

  /** Below this two tasks' gradients work against each other. */
  private static final double CONFLICT = -0.1;

  private Screen() {}

  /** All sessions. */
  static List<String> overview(JsonNode all) {
    JsonNode server = all.get("server");
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "BayesAgg %s, engine %s, up %.0f s: %.1f steps/s, %.1f refusals/s, sessions take %s of %s",
            server.get("version").asText(),
            server.get("engine").asText(),
            server.get("uptime_seconds").asDouble(),
            server.get("steps_per_second").asDouble(),
            server.get("refusals_per_second").asDouble(),
            Units.bytes(server.get("footprint_bytes").asLong()),
            Units.bytes(server.get("footprint_limit_bytes").asLong())));
    lines.add("");
    JsonNode sessions = all.get("sessions");
    if (sessions.isEmpty()) {
      lines.add("no sessions");
      return lines;
    }
    TextTable table =
        new TextTable(
            "session",
            "phase",
            "epoch",
            "steps",
            "steps/s",
            "p50 ms",
            "p99 ms",
            "queue",
            "workers",
            "stragglers",
            "duplicates",
            "late");
    int shown = 0;
    for (JsonNode session : sessions) {
      if (shown++ < MOST_ROWS) {
        table.add(
            session.get("id").asText(),
            session.get("phase").asText().toLowerCase(Locale.ROOT),
            session.get("epoch").asText(),
            session.get("steps").asText(),
            number(session.get("steps_per_second")),
            number(session.at("/latency_ms/p50")),
            number(session.at("/latency_ms/p99")),
            session.get("queue").asText(),
            session.get("workers").asText(),
            session.get("stragglers").asText(),
            session.get("duplicates").asText(),
            session.get("late").asText());
      }
    }
    print(table, lines);
    if (sessions.size() > MOST_ROWS) {
      lines.add("and " + (sessions.size() - MOST_ROWS) + " more");
    }
    return lines;
  }

  /** One session. */
  static List<String> session(JsonNode session) {
    List<String> lines = new ArrayList<>();
    JsonNode points = session.get("points");
    int last = points.get("time").size() - 1;
    lines.add(
        last < 0
            ? session.get("id").asText() + ": no step in the last second"
            : String.format(
                Locale.ROOT,
                "%s: step %d, %s steps/s, p50 %s ms, p99 %s ms",
                session.get("id").asText(),
                points.get("step").get(last).asLong(),
                number(points.get("steps_per_second").get(last)),
                number(points.get("p50_ms").get(last)),
                number(points.get("p99_ms").get(last))));
    lines.add("");
    tasks(session, last, lines);
    conflicts(session.get("cosine"), lines);
    workers(session.get("workers"), lines);
    return lines;
  }

  private static void tasks(JsonNode session, int last, List<String> lines) {
    TextTable table = new TextTable("task", "share of the weight", "", "gradient variance");
    JsonNode points = session.get("points");
    for (int task = 0; task < Math.min(MOST_ROWS, session.get("tasks").size()); task++) {
      JsonNode share = last < 0 ? null : points.get("weight_share").get(task).get(last);
      JsonNode variance = last < 0 ? null : points.get("gradient_variance").get(task).get(last);
      boolean known = share != null && !share.isNull();
      table.add(
          session.get("tasks").get(task).get("name").asText(),
          known ? "#".repeat((int) Math.round(BAR * share.asDouble())) : "",
          known ? String.format(Locale.ROOT, "%.1f %%", 100 * share.asDouble()) : "-",
          variance == null || variance.isNull()
              ? "-"
              : String.format(Locale.ROOT, "%.3g", variance.asDouble()));
    }
    print(table, lines);
  }

  private static void conflicts(JsonNode cosine, List<String> lines) {
    lines.add("");
    if (cosine.isNull()) {
      lines.add("gradients: not looked at yet");
      return;
    }
    record Pair(String one, String other, double cosine) {}

    List<Pair> pairs = new ArrayList<>();
    JsonNode names = cosine.get("tasks");
    for (int s = 0; s < names.size(); s++) {
      for (int t = 0; t < s; t++) {
        JsonNode value = cosine.get("matrix").get(s).get(t);
        if (!value.isNull() && value.asDouble() < CONFLICT) {
          pairs.add(new Pair(names.get(t).asText(), names.get(s).asText(), value.asDouble()));
        }
      }
    }
    if (pairs.isEmpty()) {
      lines.add("gradients: no two tasks work against each other");
    }
    pairs.sort(Comparator.comparingDouble(Pair::cosine));
    for (Pair pair : pairs.subList(0, Math.min(MOST_CONFLICTS, pairs.size()))) {
      lines.add(
          String.format(
              Locale.ROOT,
              "gradients: %s and %s work against each other, cosine %.2f",
              pair.one(),
              pair.other(),
              pair.cosine()));
    }
  }

  private static void workers(JsonNode workers, List<String> lines) {
    lines.add("");
    TextTable table = new TextTable("worker", "epoch", "step", "behind", "silent s", "");
    int shown = 0;
    for (JsonNode worker : workers) {
      if (shown++ < MOST_ROWS) {
        table.add(
            worker.get("name").asText(),
            worker.get("epoch").asText(),
            worker.get("step").asText(),
            worker.get("steps_behind").asText(),
            String.format(Locale.ROOT, "%.1f", worker.get("silent_seconds").asDouble()),
            worker.get("left").asBoolean()
                ? "left"
                : worker.get("straggler").asBoolean() ? "STRAGGLER" : "");
      }
    }
    print(table, lines);
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.1f", value.asDouble()) : "-";
  }

  private static void print(TextTable table, List<String> lines) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out, "");
    out.flush();
    text.toString().lines().forEach(lines::add);
  }
}
