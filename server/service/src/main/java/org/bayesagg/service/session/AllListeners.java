package org.bayesagg.service.session;

import java.util.List;
import java.util.function.Consumer;
import org.bayesagg.math.StepResult;

/** Tells several listeners, in their order; what one throws keeps nothing from the others. */
record AllListeners(List<SessionListener> listeners) implements SessionListener {
  private void tell(Consumer<SessionListener> event) {
    listeners.forEach(each -> Outbox.guarded(() -> event.accept(each)));
  }

  @Override
  public void sessionCreated(Session session) {
    tell(each -> each.sessionCreated(session));
  }

  @Override
  public void sessionDeleted(Session session) {
    tell(each -> each.sessionDeleted(session));
  }

  @Override
  public void queued(Session session, int waiting) {
    tell(each -> each.queued(session, waiting));
  }

  @Override
  public void stepDone(Session session, StepResult step, List<Answer> answers) {
    tell(each -> each.stepDone(session, step, answers));
  }

  @Override
  public void stepFailed(Session session, ContributionKey key, Throwable why) {
    tell(each -> each.stepFailed(session, key, why));
  }

  @Override
  public void late(Session session, Answer answer) {
    tell(each -> each.late(session, answer));
  }

  @Override
  public void duplicate(Session session, ContributionKey key) {
    tell(each -> each.duplicate(session, key));
  }

  @Override
  public void quorumMissed(Session session, long epoch, long step, int contributions) {
    tell(each -> each.quorumMissed(session, epoch, step, contributions));
  }

  @Override
  public void epochClosed(Session session, long epoch, boolean byDeadline) {
    tell(each -> each.epochClosed(session, epoch, byDeadline));
  }

  @Override
  public boolean wantsInspection(Session session) {
    return listeners.stream().anyMatch(each -> each.wantsInspection(session));
  }

  @Override
  public void inspected(Session session, Inspection inspection) {
    tell(each -> each.inspected(session, inspection));
  }
}
