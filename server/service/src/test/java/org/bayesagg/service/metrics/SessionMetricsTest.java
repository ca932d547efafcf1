package org.bayesagg.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import java.util.Collections;
import java.util.List;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.fake.FakeSession;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Session;
import org.junit.jupiter.api.Test;

class SessionMetricsTest {
  private static final String OTHER = "(other)";

  private final CollectorRegistry registry = new CollectorRegistry();
  private final StepMetrics phases = new StepMetrics(registry);
  private final SessionMetrics metrics = new SessionMetrics(registry, phases, 2, 2);

  @Test
  void step_isShown() {
    Session run = create("run");
    metrics.queued(run, 3);
    metrics.stepDone(run, step(1e-6), List.of(answer(2_000_000), answer(4_000_000)));
    assertThat(of("bayesagg_sessions")).isEqualTo(1);
    assertThat(of("bayesagg_workers", "run")).isEqualTo(1);
    assertThat(of("bayesagg_queue", "run")).isEqualTo(3);
    assertThat(of("bayesagg_footprint_bytes", "run")).isEqualTo(6);
    assertThat(of("bayesagg_epoch", "run")).isZero();
    assertThat(of("bayesagg_prior", "run")).isZero();
    assertThat(of("bayesagg_jitter", "run")).isEqualTo(1e-6);
    assertThat(of("bayesagg_jittered_steps_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_steps_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_contributions_total", "run")).isEqualTo(2);
    assertThat(phase("count", "queue")).isEqualTo(2);
    assertThat(phase("sum", "queue")).isEqualTo(0.006);
    assertThat(phase("sum", "evidence")).isEqualTo(0.001);
    assertThat(phase("sum", "factorisation")).isEqualTo(0.002);
    assertThat(phase("sum", "moments")).isEqualTo(0.003);
    assertThat(phase("sum", "aggregation")).isEqualTo(0.004);
  }

  @Test
  void timesOutsideTheSessions_areShown() {
    phases.decode(1_000_000);
    phases.encode(2_000_000);
    phases.contribution(3_000_000);
    assertThat(phase("sum", "decode")).isEqualTo(0.001);
    assertThat(phase("sum", "encode")).isEqualTo(0.002);
    assertThat(of("bayesagg_contribution_seconds_sum")).isEqualTo(0.003);
  }

  @Test
  void events_areCounted() {
    Session run = create("run");
    metrics.late(run, answer(0));
    metrics.duplicate(run, new ContributionKey("w0", 0, 0));
    metrics.quorumMissed(run, 0, 0, 1);
    metrics.epochClosed(run, 0, false);
    metrics.epochClosed(run, 1, true);
    metrics.stepDone(run, step(0), List.of());
    assertThat(of("bayesagg_late_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_duplicates_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_quorum_missed_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_epochs_closed_by_workers_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_epochs_closed_by_deadline_total", "run")).isEqualTo(1);
    assertThat(of("bayesagg_jittered_steps_total", "run")).isZero();
  }

  @Test
  void tasks_beyondTheLimit_shareALabel() {
    Session run = create("run");
    metrics.stepDone(run, step(0), List.of());
    assertThat(task("bayesagg_task_weight_share", "age")).isEqualTo(0.5);
    assertThat(task("bayesagg_task_weight_share", "tags")).isEqualTo(0.25);
    assertThat(task("bayesagg_task_weight_share", "kind")).isNull();
    assertThat(task("bayesagg_task_weight_share", OTHER)).isEqualTo(0.25);
    assertThat(task("bayesagg_task_gradient_variance", "age")).isEqualTo(2);
    assertThat(task("bayesagg_task_gradient_variance", "tags")).as("no labels").isNull();
    assertThat(task("bayesagg_task_gradient_variance", OTHER)).isEqualTo(4);
    assertThat(task("bayesagg_task_evidence_count", "age")).isEqualTo(5);
    assertThat(task("bayesagg_task_evidence_count", OTHER)).isEqualTo(5);
  }

  @Test
  void sessions_beyondTheLimit_shareALabel() {
    create("a");
    create("b");
    Session c = create("c");
    Session d = create("d");
    metrics.stepDone(c, step(0), List.of());
    metrics.stepDone(d, step(0), List.of());
    metrics.queued(c, 2);
    metrics.queued(d, 5);
    assertThat(of("bayesagg_sessions")).isEqualTo(4);
    assertThat(of("bayesagg_steps_total", "c")).isNull();
    assertThat(of("bayesagg_steps_total", OTHER)).isEqualTo(2);
    assertThat(of("bayesagg_queue", OTHER)).isEqualTo(7);
    assertThat(of("bayesagg_epoch", OTHER)).as("cannot be added up").isNull();
    assertThat(labels("bayesagg_")).noneMatch(labels -> labels.contains("c"));
  }

  @Test
  void deletedSession_losesItsSeriesAndFreesItsLabel() {
    Session a = create("a");
    create("b");
    Session c = create("c");
    metrics.stepDone(c, step(0), List.of());
    metrics.sessionDeleted(a);
    metrics.sessionDeleted(c);
    metrics.stepDone(a, step(0), List.of());
    assertThat(labels("bayesagg_")).noneMatch(labels -> labels.contains("a"));
    assertThat(of("bayesagg_steps_total", OTHER)).as("counters never go back").isEqualTo(1);
    create("e");
    assertThat(of("bayesagg_epoch", "e")).isZero();
  }

  @Test
  void sessionNamedOther_doesNotClash() {
    create("other");
    assertThat(labels("bayesagg_steps_total"))
        .containsExactlyInAnyOrder(List.of("other"), List.of(OTHER));
  }

  @Test
  void everyFamily_hasAHelpText() {
    create("run");
    assertThat(families())
        .isNotEmpty()
        .allMatch(family -> family.name.matches("bayesagg_[a-z_]+"))
        .allMatch(family -> family.help.matches("[A-Z0-9].+\\."));
  }

  private Session create(String id) {
    Session session = new FakeSession(id, "f", Examples.settings());
    metrics.sessionCreated(session);
    return session;
  }

  private static StepResult step(double jitter) {
    return new StepResult(
        true,
        List.of(),
        new double[] {0.5, 0.25, 0.25},
        new double[] {2, Double.NaN, 4},
        null,
        new double[][] {{}, {}, {}},
        jitter,
        new PhaseNanos(1_000_000, 2_000_000, 3_000_000, 4_000_000));
  }

  private static Answer answer(long queueNanos) {
    return new Answer(
        new ContributionKey("w0", 0, 0), null, null, false, false, 0, 1, 1, queueNanos);
  }

  private Double of(String name) {
    return registry.getSampleValue(name);
  }

  private Double of(String name, String session) {
    return registry.getSampleValue(name, new String[] {"session"}, new String[] {session});
  }

  private Double task(String name, String task) {
    return registry.getSampleValue(
        name, new String[] {"session", "task"}, new String[] {"run", task});
  }

  private Double phase(String part, String phase) {
    return registry.getSampleValue(
        "bayesagg_phase_seconds_" + part, new String[] {"phase"}, new String[] {phase});
  }

  private List<MetricFamilySamples> families() {
    return Collections.list(registry.metricFamilySamples());
  }

  /** The label values of every sample of a family. */
  private List<List<String>> labels(String name) {
    return families().stream()
        .flatMap(family -> family.samples.stream())
        .filter(sample -> sample.name.startsWith(name))
        .map(sample -> sample.labelValues)
        .toList();
  }
}
