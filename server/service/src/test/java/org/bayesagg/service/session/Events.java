package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bayesagg.math.StepResult;

/** Writes down what a listener is told. */
final class Events implements SessionListener {
  final List<String> all = Collections.synchronizedList(new ArrayList<>());
  volatile int waiting;

  @Override
  public void sessionCreated(Session session) {
    all.add("created " + session.id());
  }

  @Override
  public void sessionDeleted(Session session) {
    all.add("deleted " + session.id());
  }

  @Override
  public void queued(Session session, int now) {
    waiting = now;
  }

  @Override
  public void stepDone(Session session, StepResult step, List<Answer> answers) {
    all.add("step " + answers.get(0).key().step() + " of " + answers.size());
  }

  @Override
  public void late(Session session, Answer answer) {
    all.add("late " + answer.key().worker());
  }

  @Override
  public void duplicate(Session session, ContributionKey key) {
    all.add("duplicate " + key.worker());
  }

  @Override
  public void quorumMissed(Session session, long epoch, long step, int contributions) {
    all.add("missed " + step + " with " + contributions);
  }

  @Override
  public void epochClosed(Session session, long epoch, boolean byDeadline) {
    all.add("closed " + epoch + (byDeadline ? " by deadline" : ""));
  }
}
