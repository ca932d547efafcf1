package org.bayesagg.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.scenario.Scenario;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateBytes;
import org.bayesagg.math.state.StateInput;

/**
 * Plays a scenario once without interruption and once from every point where a run could have been
 * saved, and asserts that all answers and states are equal to the last bit.
 */
public final class RestoreCheck {
  private RestoreCheck() {}

  /** What happens at one point: a step, or where null the close of an epoch. */
  private record Event(List<Batch> step) {}

  /** At every point of a scenario. */
  public static void everywhere(Scenario scenario, Engine engine) {
    long before = engine.openBytes();
    List<byte[]> states = new ArrayList<>();
    List<StepResult> answers = new ArrayList<>();
    List<Event> events = events(scenario);
    byte[] end = uninterrupted(scenario.spec(), engine, events, answers);
    try (Aggregator saving = Aggregator.create(scenario.spec(), engine)) {
      for (int i = 0; i < events.size(); i++) {
        states.add(saved(saving));
        // Saving again gives the same, and changes nothing.
        assertThat(saved(saving)).isEqualTo(states.get(i));
        assertThat(saving.savedBytes()).isEqualTo(states.get(i).length);
        play(saving, events.get(i), answers.get(i));
      }
      assertThat(saved(saving)).isEqualTo(end);
    }
    for (int i = 0; i < states.size(); i++) {
      goOn(scenario.spec(), engine, states.get(i), events, answers, i, end);
    }
    assertThat(engine.openBytes()).isEqualTo(before);
  }

  private static byte[] uninterrupted(
      AggregationSpec spec, Engine engine, List<Event> events, List<StepResult> answers) {
    try (Aggregator run = Aggregator.create(spec, engine)) {
      for (Event event : events) {
        answers.add(event.step() == null ? null : begin(run, event.step()));
        if (event.step() == null) {
          run.closeEpoch();
        }
      }
      return saved(run);
    }
  }

  private static void goOn(
      AggregationSpec spec,
      Engine engine,
      byte[] state,
      List<Event> events,
      List<StepResult> answers,
      int from,
      byte[] end) {
    StateInput in = StateBytes.input(state);
    try (Aggregator restored = Aggregator.restore(spec, engine, in)) {
      assertThat(in.remaining()).isZero();
      assertThat(saved(restored)).isEqualTo(state);
      for (int i = from; i < events.size(); i++) {
        play(restored, events.get(i), answers.get(i));
      }
      assertThat(saved(restored)).isEqualTo(end);
    }
  }

  /** The evidence is not summed yet when the answer is there. */
  private static StepResult begin(Aggregator run, List<Batch> step) {
    return run.begin(step, ProductStep.everything(run.spec()));
  }

  private static void play(Aggregator run, Event event, StepResult expected) {
    if (event.step() == null) {
      run.closeEpoch();
    } else {
      StepIdentity.sameAnswer(begin(run, event.step()), expected);
    }
  }

  private static List<Event> events(Scenario scenario) {
    List<Event> events = new ArrayList<>();
    for (List<List<Batch>> epoch : scenario.epochs()) {
      if (!events.isEmpty()) {
        events.add(new Event(null));
      }
      epoch.forEach(step -> events.add(new Event(step)));
    }
    return events;
  }

  /** A run's state. */
  public static byte[] saved(Aggregator run) {
    StateBytes state = new StateBytes();
    run.save(state);
    return state.bytes();
  }
}
