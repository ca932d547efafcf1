package org.bayesagg.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.PosteriorPart;
import org.bayesagg.client.RetryPolicy;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.faults.oracle.Oracle;
import org.bayesagg.faults.oracle.Verdict;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.Kind;
import org.bayesagg.faults.play.Place;
import org.bayesagg.faults.play.SessionPlan;

/** One worker in the test's own process, whose session is judged at the end. */
final class SinglePlayer {
  private static final String WORKER = "w0";

  private final SessionPlan plan;
  private final List<Acknowledged> answers = new ArrayList<>();

  SinglePlayer(String id, int epochs, int steps) {
    plan = new SessionPlan(id, Kind.ROBUST_SINGLE, 7, 1, epochs, steps, 48, 48);
  }

  /** Waits through errors that may pass. */
  static AggregationClient patient(String target) {
    return AggregationClient.connect(
        ClientOptions.builder(target).callTimeout(Duration.ofMinutes(1)).build());
  }

  /** Is told of every error. */
  static AggregationClient impatient(String target) {
    return AggregationClient.connect(
        ClientOptions.builder(target).retry(RetryPolicy.none()).build());
  }

  AggregationSession open(AggregationClient client) {
    return client.createOrJoinSession(plan.id(), plan.options());
  }

  /** Sends the next step; what is refused is not noted. */
  StepAnswer step(AggregationSession session) {
    Place place = new Place(answers.size() / plan.steps(), answers.size() % plan.steps());
    StepAnswer answer = session.aggregate(plan.step(WORKER, place).contribution(WORKER, place));
    answers.add(Acknowledged.of(answer, false));
    return answer;
  }

  void steps(AggregationSession session, int count) {
    for (int i = 0; i < count; i++) {
      step(session);
    }
  }

  /** Plays the rest, and compares everything with the maths. */
  Verdict finish(AggregationSession session) {
    steps(session, plan.contributions() - answers.size());
    session.finishEpoch(WORKER, plan.epochs() - 1L);
    try (Oracle oracle = new Oracle()) {
      Verdict verdict =
          oracle.judge(
              plan,
              Map.of(WORKER, answers),
              new Oracle.Ending(session.info(), session.posterior(PosteriorPart.PRECISION)));
      assertThat(verdict.problems()).isEmpty();
      return verdict;
    }
  }
}
