package org.bayesagg.service.events;

import java.util.List;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what happens in the sessions into the log, with session, epoch, step and worker as fields
 * of their own. Single steps only at DEBUG. Labels, features and tokens never.
 */
public final class EventLog implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  /** Into the log. */
  public EventLog() {}

  @Override
  public void sessionCreated(Session session) {
    at(Level.INFO, session)
        .addKeyValue("tasks", session.settings().spec().tasks().size())
        .addKeyValue("featureDim", session.settings().spec().featureDim())
        .addKeyValue("footprintBytes", session.footprint().totalBytes())
        .log("session can be used");
  }

  @Override
  public void sessionDeleted(Session session) {
    at(Level.INFO, session).log("session has ended");
  }

  @Override
  public void stepDone(Session session, StepResult step, List<Answer> answers) {
    Level level = step.jitter() > 0 ? Level.WARN : Level.DEBUG;
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    Answer first = answers.get(0);
    LoggingEventBuilder event =
        at(level, session, first.key())
            .addKeyValue("contributions", answers.size())
            .addKeyValue("examples", first.examples())
            .addKeyValue("queueMicros", first.queueNanos() / 1000)
            .addKeyValue("evidenceMicros", step.nanos().evidence() / 1000)
            .addKeyValue("factorisationMicros", step.nanos().factorisation() / 1000)
            .addKeyValue("momentsMicros", step.nanos().moments() / 1000)
            .addKeyValue("aggregationMicros", step.nanos().aggregation() / 1000);
    if (step.jitter() > 0) {
      event.addKeyValue("jitter", step.jitter()).log("step counted with jitter");
    } else {
      event.log("step counted");
    }
  }

  @Override
  public void stepFailed(Session session, ContributionKey key, Throwable why) {
    at(Level.WARN, session, key).log("step failed, nothing was counted: {}", why.toString());
  }

  @Override
  public void late(Session session, Answer answer) {
    at(Level.DEBUG, session, answer.key()).log("contribution came late");
  }

  @Override
  public void duplicate(Session session, ContributionKey key) {
    at(Level.DEBUG, session, key).log("contribution was sent again");
  }

  @Override
  public void quorumMissed(Session session, long epoch, long step, int contributions) {
    at(Level.WARN, session)
        .addKeyValue("epoch", epoch)
        .addKeyValue("step", step)
        .addKeyValue("contributions", contributions)
        .log("step missed its quorum");
  }

  @Override
  public void epochClosed(Session session, long epoch, boolean byDeadline) {
    at(byDeadline ? Level.WARN : Level.INFO, session)
        .addKeyValue("epoch", epoch)
        .log(byDeadline ? "epoch closed at its deadline" : "epoch closed");
  }

  private static LoggingEventBuilder at(Level level, Session session, ContributionKey key) {
    return at(level, session)
        .addKeyValue("epoch", key.epoch())
        .addKeyValue("step", key.step())
        .addKeyValue("worker", key.worker());
  }

  private static LoggingEventBuilder at(Level level, Session session) {
    return LOG.atLevel(level).addKeyValue("session", session.id());
  }
}
