package org.bayesagg.service.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import org.bayesagg.service.session.SessionState;

/**
 * The tasks of sessions with a label of their own: a label each for the first, one for the rest.
 */
final class TaskFamilies {
  private static final List<String> BY_TASK = List.of("session", "task");

  private final int maxTasks;
  private final GaugeMetricFamily shares =
      new GaugeMetricFamily(
          "bayesagg_task_weight_share",
          "The task's part of the sum of all weights in the last step, 0 to 1.",
          BY_TASK);
  private final GaugeMetricFamily variances =
      new GaugeMetricFamily(
          "bayesagg_task_gradient_variance",
          "Mean variance of the task's gradients in the last step.",
          BY_TASK);
  private final GaugeMetricFamily evidence =
      new GaugeMetricFamily(
          "bayesagg_task_evidence_count",
          "Labelled examples counted since the session began.",
          BY_TASK);

  TaskFamilies(int maxTasks) {
    this.maxTasks = maxTasks;
  }

  void add(SessionSeries series, SessionState state) {
    List<SessionState.Task> tasks = state.tasks();
    double[] share = series.weightShares();
    double[] variance = series.gradientVariances();
    int own = Math.min(maxTasks, tasks.size());
    for (int i = 0; i < own; i++) {
      List<String> labels = List.of(series.label(), tasks.get(i).name());
      evidence.addMetric(labels, (double) tasks.get(i).evidenceCount());
      if (i < share.length) {
        shares.addMetric(labels, share[i]);
      }
      if (i < variance.length && !Double.isNaN(variance[i])) {
        variances.addMetric(labels, variance[i]);
      }
    }
    if (own < tasks.size()) {
      addRest(series.label(), tasks.subList(own, tasks.size()), share, variance, own);
    }
  }

  /** Shares and counts are added up, variances averaged over those that have one. */
  private void addRest(
      String session, List<SessionState.Task> rest, double[] share, double[] variance, int from) {
    List<String> labels = List.of(session, SessionMetrics.OTHER);
    evidence.addMetric(
        labels, (double) rest.stream().mapToLong(SessionState.Task::evidenceCount).sum());
    double shareSum = 0;
    for (int i = from; i < share.length; i++) {
      shareSum += share[i];
    }
    if (share.length > from) {
      shares.addMetric(labels, shareSum);
    }
    double varianceSum = 0;
    int known = 0;
    for (int i = from; i < variance.length; i++) {
      if (!Double.isNaN(variance[i])) {
        varianceSum += variance[i];
        known++;
      }
    }
    if (known > 0) {
      variances.addMetric(labels, varianceSum / known);
    }
  }

  List<MetricFamilySamples> families() {
    return List.of(shares, variances, evidence);
  }
}
