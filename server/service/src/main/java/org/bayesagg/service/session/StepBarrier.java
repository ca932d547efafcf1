package org.bayesagg.service.session;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.bayesagg.service.session.SessionSettings.Synchronous;

/**
 * The synchronous steps that wait for their workers; several may be open at a time. Confined to the
 * session's turns.
 */
final class StepBarrier {
  private final Ledger ledger;
  private final Presence presence;
  private final NavigableMap<StepKey, OpenStep> open = new TreeMap<>();

  /** In a session whose contributions are steps of their own, nothing ever joins. */
  StepBarrier(Ledger ledger, Presence presence) {
    this.ledger = ledger;
    this.presence = presence;
  }

  private Synchronous rule() {
    return ledger.settings().synchronous();
  }

  boolean isOpen(StepKey key) {
    return open.containsKey(key);
  }

  /** Whether this very step still waits. */
  boolean isOpen(OpenStep step) {
    return open.get(step.key()) == step;
  }

  boolean anyOpen(long epoch) {
    return !of(epoch).isEmpty();
  }

  /** The open steps of an epoch, in order. */
  List<OpenStep> of(long epoch) {
    return List.copyOf(open.subMap(new StepKey(epoch, 0), new StepKey(epoch + 1, 0)).values());
  }

  /** All open steps, in order. */
  List<OpenStep> all() {
    return List.copyOf(open.values());
  }

  /** Refuses what cannot join its step, if that is open. Changes nothing. */
  void check(Contribution joining) {
    OpenStep step = open.get(StepKey.of(joining.key()));
    if (step != null) {
      step.check(joining, ledger.settings());
    }
  }

  /** Joins a contribution that was checked to its step, and opens the step if it is the first. */
  OpenStep join(Pending pending) {
    OpenStep step = open.computeIfAbsent(pending.place(), OpenStep::new);
    step.add(pending);
    return step;
  }

  /** Whether all workers of a step have come that can be expected to. */
  boolean isComplete(OpenStep step) {
    return presence.complete(step.size(), rule());
  }

  /** Whether enough have come for its deadline. */
  boolean hasQuorum(OpenStep step) {
    return step.size() >= presence.quorum(rule());
  }

  /** Contributions that are enough at the deadline. */
  int quorum() {
    return presence.quorum(rule());
  }

  /** Ends the waiting. */
  ReadyStep close(OpenStep step) {
    step.cancelDeadline();
    open.remove(step.key());
    return new ReadyStep(step.key(), List.copyOf(step.members()), false);
  }
}
