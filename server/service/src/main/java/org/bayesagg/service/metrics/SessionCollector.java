package org.bayesagg.service.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.bayesagg.service.session.SessionCounters.Totals;
import org.bayesagg.service.session.SessionState;
import org.bayesagg.service.session.Stragglers;

/** Shows the sessions as they are when somebody looks. */
final class SessionCollector extends Collector {
  private static final List<String> BY_SESSION = List.of("session");

  /** A living session and its state, read once a look. */
  private record Look(SessionSeries series, SessionState state) {}

  private final SessionMetrics sessions;
  private final int maxTasks;

  SessionCollector(SessionMetrics sessions, int maxTasks) {
    this.sessions = sessions;
    this.maxTasks = maxTasks;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<Look> looks =
        sessions.living().stream()
            .map(series -> new Look(series, series.session().state()))
            .toList();
    List<MetricFamilySamples> families = new ArrayList<>();
    families.add(new GaugeMetricFamily("bayesagg_sessions", "Sessions.", looks.size()));
    families.add(
        sum(looks, "bayesagg_workers", "Workers that took part.", l -> l.state().workers().size()));
    families.add(
        sum(
            looks,
            "bayesagg_stragglers",
            "Workers that have fallen silent while others of their session go on.",
            l -> Stragglers.among(l.state(), l.series().stepSeconds()).size()));
    families.add(sum(looks, "bayesagg_queue", "Calls that wait or run.", l -> l.series().queued()));
    families.add(
        sum(
            looks,
            "bayesagg_footprint_bytes",
            "Memory that was set aside at creation.",
            l -> (double) l.series().session().footprint().totalBytes()));
    families.add(
        own(looks, "bayesagg_epoch", "The running epoch.", l -> (double) l.state().epoch()));
    families.add(
        own(
            looks,
            "bayesagg_prior",
            "1 where a prior stands, 0 in warm-up.",
            l -> l.state().bayesian() ? 1 : 0));
    families.add(
        own(
            looks,
            "bayesagg_session_on_gpu",
            "1 where the session's steps run on a GPU, 0 where on the CPU.",
            l -> l.state().engine().equals("cuda") ? 1 : 0));
    families.add(
        own(
            looks,
            "bayesagg_jitter",
            "Diagonal jitter of the last step; 0 nearly always.",
            l -> l.series().jitter()));
    families.add(count(looks, "bayesagg_steps_total", "Steps counted.", Totals::steps));
    families.add(
        count(
            looks,
            "bayesagg_contributions_total",
            "Contributions counted.",
            Totals::contributions));
    families.add(
        count(
            looks,
            "bayesagg_late_total",
            "Contributions that came after their step or epoch had closed.",
            Totals::late));
    families.add(
        count(
            looks,
            "bayesagg_duplicates_total",
            "Contributions that were sent again.",
            Totals::duplicates));
    families.add(
        count(
            looks,
            "bayesagg_quorum_missed_total",
            "Synchronous steps that missed their quorum.",
            Totals::quorumMissed));
    families.add(
        count(
            looks,
            "bayesagg_epochs_closed_by_workers_total",
            "Epochs that all workers had ended.",
            Totals::epochsByWorkers));
    families.add(
        count(
            looks,
            "bayesagg_epochs_closed_by_deadline_total",
            "Epochs that closed before all workers had ended them.",
            Totals::epochsByDeadline));
    families.add(
        count(
            looks,
            "bayesagg_jittered_steps_total",
            "Steps whose factorisations needed jitter.",
            Totals::jitteredSteps));
    TaskFamilies tasks = new TaskFamilies(maxTasks);
    looks.stream()
        .filter(look -> look.series().hasOwnLabel())
        .forEach(look -> tasks.add(look.series(), look.state()));
    families.addAll(tasks.families());
    return families;
  }

  /** Sessions that share a label are added up. */
  private static MetricFamilySamples sum(
      List<Look> looks, String name, String help, ToDoubleFunction<Look> value) {
    Map<String, Double> sums = new LinkedHashMap<>();
    looks.forEach(
        look -> sums.merge(look.series().label(), value.applyAsDouble(look), Double::sum));
    GaugeMetricFamily family = new GaugeMetricFamily(name, help, BY_SESSION);
    sums.forEach((label, total) -> family.addMetric(List.of(label), total));
    return family;
  }

  /** What cannot be added up is shown for sessions with a label of their own. */
  private static MetricFamilySamples own(
      List<Look> looks, String name, String help, ToDoubleFunction<Look> value) {
    GaugeMetricFamily family = new GaugeMetricFamily(name, help, BY_SESSION);
    for (Look look : looks) {
      if (look.series().hasOwnLabel()) {
        family.addMetric(List.of(look.series().label()), value.applyAsDouble(look));
      }
    }
    return family;
  }

  private MetricFamilySamples count(
      List<Look> looks, String name, String help, ToLongFunction<Totals> counter) {
    CounterMetricFamily family = new CounterMetricFamily(name, help, BY_SESSION);
    for (Look look : looks) {
      if (look.series().hasOwnLabel()) {
        family.addMetric(
            List.of(look.series().label()),
            (double) counter.applyAsLong(look.series().counters().totals()));
      }
    }
    family.addMetric(
        List.of(SessionMetrics.OTHER), (double) counter.applyAsLong(sessions.others().totals()));
    return family;
  }
}
