package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.PrecisionStructure;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;

/** Ways to make a session smaller, for those whose session does not fit. */
final class CheaperSettings {
  private final Footprints footprints;
  private final SessionSettings settings;
  private final List<String> ways = new ArrayList<>();

  private CheaperSettings(Footprints footprints, SessionSettings settings) {
    this.footprints = footprints;
    this.settings = settings;
  }

  /**
   * One sentence that names every setting which makes the session fit into {@code room} by itself,
   * with the size it would have; or what all of them together would need.
   */
  static String advise(Footprints footprints, SessionSettings settings, long room) {
    return new CheaperSettings(footprints, settings).advise(room);
  }

  private String advise(long room) {
    SessionSettings all = settings;
    long whole = size(settings);
    for (Way way : ways()) {
      SessionSettings cheaper = way.apply().apply(settings);
      long size = size(cheaper);
      if (size <= room) {
        ways.add(way.name() + " would need " + Footprints.say(size));
      }
      if (size < whole) {
        all = way.apply().apply(all);
      }
    }
    examplesThatFit(room);
    if (!ways.isEmpty()) {
      return String.join("; ", ways);
    }
    return "even the cheapest structures (DIAGONAL, STREAMING_EPOCH) would need "
        + Footprints.say(size(withExamples(all, 1)))
        + " at max_examples_per_step 1; delete sessions or give the server more memory";
  }

  /** A setting and what it makes of the session's. */
  private record Way(String name, UnaryOperator<SessionSettings> apply) {}

  private List<Way> ways() {
    return List.of(
        new Way("STREAMING_EPOCH instead of EXACT_EPOCH", CheaperSettings::streaming),
        new Way(
            "precision_structure BLOCK_DIAGONAL for categorical tasks",
            s -> structured(s, PrecisionStructure.BLOCK_DIAGONAL)),
        new Way("precision_structure DIAGONAL", s -> structured(s, PrecisionStructure.DIAGONAL)));
  }

  /** The most examples a step, by halving, with which the session fits. */
  private void examplesThatFit(long room) {
    for (int n = settings.maxExamplesPerStep() / 2; n >= 1; n /= 2) {
      long size = size(withExamples(settings, n));
      if (size <= room) {
        ways.add("max_examples_per_step " + n + " would need " + Footprints.say(size));
        return;
      }
    }
  }

  private long size(SessionSettings some) {
    return footprints.of(some).totalBytes();
  }

  private static SessionSettings withExamples(SessionSettings s, int examples) {
    return new SessionSettings(
        s.spec(), s.synchronous(), s.epochDeadline(), examples, s.replayWindow());
  }

  private static SessionSettings streaming(SessionSettings s) {
    boolean exact = s.spec().priorRefresh() instanceof PriorRefresh.ExactEpoch;
    return exact ? with(s, s.spec().tasks(), new PriorRefresh.StreamingEpoch()) : s;
  }

  private static SessionSettings structured(SessionSettings s, PrecisionStructure structure) {
    List<TaskSpec> tasks =
        s.spec().tasks().stream().map(task -> structured(task, structure)).toList();
    return with(s, tasks, s.spec().priorRefresh());
  }

  private static TaskSpec structured(TaskSpec t, PrecisionStructure structure) {
    boolean applies =
        structure == PrecisionStructure.DIAGONAL
            || (t.likelihood() == LikelihoodKind.CATEGORICAL
                && t.structure() == PrecisionStructure.FULL);
    return new TaskSpec(
        t.name(),
        t.likelihood(),
        t.outputs(),
        t.bias(),
        t.priorVariance(),
        t.noiseVariance(),
        t.uncertaintyExponent(),
        applies ? structure : t.structure());
  }

  private static SessionSettings with(
      SessionSettings s, List<TaskSpec> tasks, PriorRefresh refresh) {
    AggregationSpec a = s.spec();
    AggregationSpec spec =
        new AggregationSpec(
            a.featureDim(),
            tasks,
            a.preset(),
            a.gradientCentre(),
            a.expectationGain(),
            a.weightStatistic(),
            a.variancePooling(),
            a.weightGranularity(),
            a.weightNormalisation(),
            a.noiseFromLoss(),
            refresh,
            a.warmupEpochs(),
            a.reduction(),
            a.varianceFloor(),
            a.lossDecay(),
            a.refreshInterval());
    return new SessionSettings(
        spec, s.synchronous(), s.epochDeadline(), s.maxExamplesPerStep(), s.replayWindow());
  }
}
