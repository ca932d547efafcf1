package org.bayesagg.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bayesagg.cli.text.TextTable;
import org.bayesagg.cli.text.Units;
import org.bayesagg.client.PriorRefresh;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskOptions;

/** Everything that is known of one session. */
final class SessionPage {
  private final PrintWriter out;

  SessionPage(PrintWriter out) {
    this.out = out;
  }

  void print(SessionInfo session) {
    SessionOptions options = session.options();
    SessionInfo.Footprint memory = session.footprint();
    line("session", session.id());
    line("created", session.createTime());
    line("fingerprint", session.fingerprint());
    line(
        "stands at",
        lower(session.phase()) + ", epoch " + session.epoch() + ", " + session.steps() + " steps");
    line(
        "memory",
        "%s: state %s, scratch %s, replay %s"
            .formatted(
                Units.bytes(memory.totalBytes()),
                Units.bytes(memory.stateBytes()),
                Units.bytes(memory.scratchBytes()),
                Units.bytes(memory.replayBytes())));
    line("engine", session.engine());
    line("preset", options.preset());
    line("feature_dim", options.featureDim());
    line("gradient", lower(options.gradientCentre()) + ", gain " + options.expectationGain());
    line(
        "weights",
        "from %s, pooled by %s, by %s, normalised by %s"
            .formatted(
                lower(options.weightStatistic()),
                lower(options.variancePooling()),
                lower(options.weightGranularity()),
                lower(options.weightNormalisation())));
    line("noise", lower(options.noiseVariance()));
    line("prior", prior(options.priorRefresh()) + ", warm-up of " + options.warmupEpochs());
    line("reduction", lower(options.reduction()));
    line(
        "workers",
        options.synchronous() == null
            ? "independent"
            : "synchronous, " + options.synchronous().workers() + " a step");
    tasks(session);
    workers(session);
  }

  private void tasks(SessionInfo session) {
    out.println();
    TextTable table =
        new TextTable(
            "TASK",
            "LIKELIHOOD",
            "OUTPUTS",
            "BIAS",
            "PRIOR",
            "NOISE",
            "EXPONENT",
            "STRUCTURE",
            "EVIDENCE",
            "LOSS");
    List<TaskOptions> options = session.options().tasks();
    for (int i = 0; i < options.size(); i++) {
      TaskOptions task = options.get(i);
      SessionInfo.Task state = session.tasks().get(i);
      table.add(
          task.name(),
          lower(task.likelihood()),
          task.outputs(),
          task.bias() ? "yes" : "no",
          task.priorVariance(),
          task.noiseVariance() == null ? "-" : task.noiseVariance(),
          task.uncertaintyExponent(),
          lower(task.structure()),
          state.evidenceCount(),
          state.runningLoss().isEmpty() ? "-" : losses(state));
    }
    table.print(out, "");
  }

  private void workers(SessionInfo session) {
    if (session.workers().isEmpty()) {
      return;
    }
    out.println();
    TextTable table = new TextTable("WORKER", "EPOCH", "STEP", "ENDED EPOCH", "LAST SEEN");
    for (SessionInfo.Worker worker : session.workers()) {
      table.add(
          worker.name(),
          worker.lastEpoch(),
          worker.lastStep(),
          worker.finishedEpoch() ? "yes" : "no",
          worker.lastSeen());
    }
    table.print(out, "");
  }

  private void line(String name, Object value) {
    out.printf("%-12s %s%n", name, value);
  }

  private static String losses(SessionInfo.Task task) {
    int shown = 4;
    String first =
        task.runningLoss().stream()
            .limit(shown)
            .map(loss -> String.format(Locale.ROOT, "%.4g", loss))
            .collect(Collectors.joining(" "));
    return task.runningLoss().size() > shown ? first + " ..." : first;
  }

  private static String prior(PriorRefresh prior) {
    if (prior instanceof PriorRefresh.ExactEpoch exact) {
      return "exact epochs of " + exact.maxExamples() + " examples at most";
    }
    if (prior instanceof PriorRefresh.Forgetting forgetting) {
      return "forgetting " + forgetting.factor();
    }
    return "streaming epochs";
  }

  /** Null is what a newer server says and this client does not know. */
  private static String lower(Enum<?> value) {
    return value == null ? "unknown" : value.name().toLowerCase(Locale.ROOT);
  }
}
