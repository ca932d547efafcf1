package org.bayesagg.faults.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.TaskPosterior;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.SessionPlan;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;

/** Replays what was acknowledged through the maths in this process and compares. */
public final class Oracle implements AutoCloseable {
  private final Engine engine = CpuEngine.create(1);

  /**
   * A session as the server shows it at the end.
   *
   * @param info its numbers
   * @param posteriors with precisions; empty in warm-up
   */
  public record Ending(SessionInfo info, List<TaskPosterior> posteriors) {
    /** Copies the list. */
    public Ending {
      posteriors = List.copyOf(posteriors);
    }
  }

  /**
   * Judges one session.
   *
   * @param answers each worker's, in the order in which it had them
   */
  public Verdict judge(SessionPlan plan, Map<String, List<Acknowledged>> answers, Ending ending) {
    Verdict verdict = new Verdict();
    List<CountedStep> steps = new Testimony(plan, answers, verdict).steps();
    SessionInfo info = ending.info();
    if (info.steps() != steps.size()) {
      verdict.problem(
          plan.id() + ": the server counted " + info.steps() + " steps, not " + steps.size());
    }
    try (Aggregator aggregator = Aggregator.create(plan.spec(), engine)) {
      long epoch = 0;
      for (CountedStep step : steps) {
        for (; epoch < step.order().countedEpoch(); epoch++) {
          aggregator.closeEpoch();
        }
        replay(plan, step, aggregator, verdict);
      }
      for (; epoch < info.epoch(); epoch++) {
        aggregator.closeEpoch();
      }
      if (epoch > info.epoch()) {
        verdict.problem(plan.id() + ": epoch " + info.epoch() + " after answers in " + epoch);
      }
      compareEnd(plan, ending, aggregator, verdict);
    }
    return verdict;
  }

  private static void replay(
      SessionPlan plan, CountedStep step, Aggregator aggregator, Verdict verdict) {
    List<Batch> shards = new ArrayList<>();
    step.members()
        .forEach((worker, answer) -> shards.add(plan.step(worker, answer.place()).batch()));
    StepResult result = aggregator.step(shards, StepOutputs.DIRECTION);
    int shard = 0;
    for (Map.Entry<String, Acknowledged> member : step.members().entrySet()) {
      Acknowledged answer = member.getValue();
      String what = plan.id() + " " + member.getKey() + " " + answer.place();
      verdict.compare(
          what + ", direction",
          doubles(result.shards().get(shard++).direction()),
          doubles(answer.direction()));
      if (answer.bayesian() != result.bayesian()) {
        verdict.problem(what + ": bayesian " + answer.bayesian());
      }
    }
  }

  private static void compareEnd(
      SessionPlan plan, Ending ending, Aggregator aggregator, Verdict verdict) {
    List<SessionInfo.Task> tasks = ending.info().tasks();
    for (int t = 0; t < tasks.size(); t++) {
      long expected = aggregator.evidenceCount(t);
      if (tasks.get(t).evidenceCount() != expected) {
        verdict.problem(
            plan.id()
                + " task "
                + tasks.get(t).name()
                + ": evidence of "
                + tasks.get(t).evidenceCount()
                + " examples, expected "
                + expected);
      }
    }
    if (aggregator.hasPrior() == ending.posteriors().isEmpty()) {
      verdict.problem(plan.id() + ": a prior should stand: " + aggregator.hasPrior());
      return;
    }
    for (int t = 0; t < ending.posteriors().size(); t++) {
      TaskPosterior got = ending.posteriors().get(t);
      PosteriorView expected = aggregator.posterior(t, true, false);
      String what = plan.id() + " task " + got.task();
      verdict.compare(what + ", mean", expected.mean(), got.mean().doubles());
      verdict.compare(what + ", precision", expected.precision(), got.precision().doubles());
      verdict.posterior();
    }
  }

  static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  @Override
  public void close() {
    engine.close();
  }
}
