package org.bayesagg.faults.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bayesagg.client.DenseArray;
import org.bayesagg.client.SessionInfo;
import org.bayesagg.client.SessionPhase;
import org.bayesagg.client.TaskPosterior;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.Kind;
import org.bayesagg.faults.play.Place;
import org.bayesagg.faults.play.SessionPlan;
import org.bayesagg.math.Aggregator;
import org.bayesagg.math.CpuEngine;
import org.bayesagg.math.Engine;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.junit.jupiter.api.Test;

/** What an oracle is for: it must find what is wrong. */
class OracleTest {
  private static final int STEPS = 4;

  private final SessionPlan plan = new SessionPlan("s", Kind.ROBUST_SINGLE, 5, 1, 2, STEPS, 4, 3);

  private final List<Acknowledged> answers = new ArrayList<>();
  private long steps;
  private long epoch;
  private List<SessionInfo.Task> tasks;
  private List<TaskPosterior> posteriors;

  /** Plays the whole session; {@code twice} is counted twice, {@code -1} for none. */
  private void play(int twice) {
    try (Engine engine = CpuEngine.create(1);
        Aggregator aggregator = Aggregator.create(plan.spec(), engine)) {
      for (int i = 0; i < 2 * STEPS; i++) {
        Place place = new Place(i / STEPS, i % STEPS);
        if (place.epoch() > epoch) {
          aggregator.closeEpoch();
          epoch++;
        }
        StepResult result = null;
        for (int times = i == twice ? 2 : 1; times > 0; times--) {
          result = aggregator.step(List.of(plan.step("w0", place).batch()), StepOutputs.DIRECTION);
          steps++;
        }
        answers.add(answer(place, false, result.shards().get(0).direction(), result.bayesian()));
      }
      aggregator.closeEpoch();
      epoch++;
      tasks = new ArrayList<>();
      posteriors = new ArrayList<>();
      for (int t = 0; t < plan.spec().tasks().size(); t++) {
        String name = plan.spec().tasks().get(t).name();
        PosteriorView view = aggregator.posterior(t, true, false);
        tasks.add(new SessionInfo.Task(name, aggregator.evidenceCount(t), List.of()));
        posteriors.add(
            new TaskPosterior(
                name,
                DenseArray.of(view.mean(), view.mean().length),
                DenseArray.of(view.precision(), view.precision().length),
                null));
      }
    }
  }

  private Acknowledged answer(Place place, boolean duplicate, float[] direction, boolean prior) {
    return new Acknowledged(place, duplicate, false, prior, false, place.epoch(), 1, direction);
  }

  private List<String> problems() {
    SessionInfo info =
        new SessionInfo(
            plan.id(),
            plan.options(),
            "",
            null,
            Instant.EPOCH,
            SessionPhase.BAYESIAN,
            epoch,
            steps,
            List.of(),
            tasks,
            "cpu");
    try (Oracle oracle = new Oracle()) {
      return oracle
          .judge(plan, Map.of("w0", answers), new Oracle.Ending(info, posteriors))
          .problems();
    }
  }

  @Test
  void judge_rightAnswers_hasNothingToSay() {
    play(-1);
    assertThat(problems()).isEmpty();
  }

  @Test
  void judge_countedTwice_isFound() {
    play(2);
    assertThat(problems())
        .anyMatch(problem -> problem.contains("counted 9 steps, not 8"))
        .anyMatch(problem -> problem.contains("step=3], direction"))
        .anyMatch(problem -> problem.contains("evidence of"))
        .anyMatch(problem -> problem.contains("precision"));
  }

  @Test
  void judge_lostAnswer_isFound() {
    play(-1);
    answers.remove(3);
    assertThat(problems()).anyMatch(problem -> problem.contains("7 answers, expected 8"));
  }

  @Test
  void judge_slightlyOtherDirection_isFound() {
    play(-1);
    Acknowledged last = answers.remove(2 * STEPS - 1);
    float[] other = last.direction().clone();
    float largest = 0;
    for (float value : other) {
      largest = Math.max(largest, Math.abs(value));
    }
    other[1] += 3e-5f * largest;
    answers.add(answer(last.place(), false, other, last.bayesian()));
    assertThat(problems()).singleElement().asString().contains("direction: relative error 3");
  }

  @Test
  void judge_repeatedWithoutTheFlag_isFound() {
    play(-1);
    answers.add(answers.get(5));
    assertThat(problems()).singleElement().asString().contains("counted 2 times");
  }
}
