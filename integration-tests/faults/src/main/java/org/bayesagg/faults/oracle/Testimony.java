package org.bayesagg.faults.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bayesagg.faults.play.Acknowledged;
import org.bayesagg.faults.play.Place;
import org.bayesagg.faults.play.SessionPlan;

/** What the workers of a session say they were answered, checked against itself. */
final class Testimony {
  private final SessionPlan plan;
  private final Verdict verdict;

  /** By worker and place: the first answer. */
  private final Map<String, Map<Place, Acknowledged>> first = new TreeMap<>();

  /**
   * Checks that every contribution has an answer, and but one.
   *
   * @param entries each worker's, by its name
   */
  Testimony(SessionPlan plan, Map<String, List<Acknowledged>> entries, Verdict verdict) {
    this.plan = plan;
    this.verdict = verdict;
    for (String worker : plan.workerNames()) {
      first.put(worker, firsts(worker, entries.getOrDefault(worker, List.of())));
    }
  }

  private Map<Place, Acknowledged> firsts(String worker, List<Acknowledged> entries) {
    Map<Place, Acknowledged> known = new TreeMap<>();
    Map<Place, Integer> fresh = new TreeMap<>();
    for (Acknowledged entry : entries) {
      String what = plan.id() + " " + worker + " " + entry.place();
      Acknowledged before = known.putIfAbsent(entry.place(), entry);
      fresh.merge(entry.place(), entry.duplicate() ? 0 : 1, Integer::sum);
      if (before != null) {
        same(what, before, entry);
      }
      if (entry.restarted() && !entry.duplicate()) {
        verdict.problem(what + ": acknowledged, lost, and counted anew");
      }
    }
    fresh.forEach(
        (place, times) -> {
          if (times > 1) {
            verdict.problem(
                plan.id() + " " + worker + " " + place + ": counted " + times + " times");
          }
        });
    int expected = plan.epochs() * plan.steps();
    if (known.size() != expected) {
      verdict.problem(
          plan.id() + " " + worker + ": " + known.size() + " answers, expected " + expected);
    }
    verdict.counted(entries.size(), entries.size() - known.size(), known.size());
    return known;
  }

  private void same(String what, Acknowledged before, Acknowledged again) {
    verdict.compare(
        what + ", sent again",
        Oracle.doubles(before.direction()),
        Oracle.doubles(again.direction()));
    if (before.countedEpoch() != again.countedEpoch()
        || before.late() != again.late()
        || before.bayesian() != again.bayesian()
        || before.contributions() != again.contributions()) {
      verdict.problem(what + ": another answer when sent again: " + before + ", " + again);
    }
  }

  /** The steps as they were counted, in an order that gives the same answers. */
  List<CountedStep> steps() {
    Map<CountedStep.Order, CountedStep> steps = new TreeMap<>();
    first.forEach(
        (worker, answers) -> answers.values().forEach(answer -> place(worker, answer, steps)));
    for (CountedStep step : steps.values()) {
      step.members()
          .forEach(
              (worker, answer) -> {
                if (answer.contributions() != step.members().size()) {
                  verdict.problem(
                      plan.id()
                          + " "
                          + worker
                          + " "
                          + answer.place()
                          + ": a step of "
                          + answer.contributions()
                          + ", but "
                          + step.members().keySet()
                          + " say they were in it");
                }
              });
      verdict.step(step.order().late());
    }
    return new ArrayList<>(steps.values());
  }

  private void place(
      String worker, Acknowledged answer, Map<CountedStep.Order, CountedStep> steps) {
    boolean shared = plan.kind().synchronous() && !answer.late();
    CountedStep.Order order =
        new CountedStep.Order(
            answer.countedEpoch(), answer.place(), answer.late(), shared ? "" : worker);
    steps
        .computeIfAbsent(order, at -> new CountedStep(at, new TreeMap<>()))
        .members()
        .put(worker, answer);
  }
}
