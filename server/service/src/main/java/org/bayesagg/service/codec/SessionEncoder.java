package org.bayesagg.service.codec;

import org.bayesagg.service.session.EpochOutcome;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionFootprint;
import org.bayesagg.service.session.SessionState;
import org.bayesagg.service.session.WorkerPlace;
import org.bayesagg.v1.FinishEpochResponse;
import org.bayesagg.v1.Footprint;
import org.bayesagg.v1.JoinSessionResponse;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionPhase;
import org.bayesagg.v1.SetAsideSession;
import org.bayesagg.v1.StepPlace;
import org.bayesagg.v1.TaskState;
import org.bayesagg.v1.WorkerState;

/** Turns sessions into messages. */
public final class SessionEncoder {
  private SessionEncoder() {}

  /** A session and where it stands. */
  public static Session encode(org.bayesagg.service.session.Session session) {
    SessionState state = session.state();
    Session.Builder message =
        Session.newBuilder()
            .setSessionId(session.id())
            .setConfig(ConfigWriter.write(session.settings()))
            .setFingerprint(session.fingerprint())
            .setFootprint(footprint(session.footprint()))
            .setCreateTime(Durations.of(session.createTime()))
            .setPhase(phase(state.bayesian()))
            .setEpoch(state.epoch())
            .setSteps(state.steps())
            .setEngine(state.engine());
    state.workers().forEach(worker -> message.addWorkers(worker(worker)));
    state.tasks().forEach(task -> message.addTasks(task(task)));
    return message.build();
  }

  /** A session that is kept and not served. */
  public static SetAsideSession setAside(String id, SessionException why) {
    return SetAsideSession.newBuilder().setSessionId(id).setReason(why.getMessage()).build();
  }

  /** What came of ending an epoch. */
  public static FinishEpochResponse encode(EpochOutcome outcome) {
    return FinishEpochResponse.newBuilder()
        .setClosed(outcome.closed())
        .setEpoch(outcome.runningEpoch())
        .addAllWaitingFor(outcome.waitingFor())
        .setPhase(phase(outcome.bayesian()))
        .build();
  }

  /** Where a worker stands. */
  public static JoinSessionResponse encode(WorkerPlace place) {
    JoinSessionResponse.Builder message =
        JoinSessionResponse.newBuilder()
            .setEpoch(place.runningEpoch())
            .setFinishedEpoch(place.endedThrough() >= place.runningEpoch())
            .setPhase(phase(place.bayesian()));
    if (place.last().step() >= 0) {
      message.setLast(
          StepPlace.newBuilder().setEpoch(place.last().epoch()).setStep(place.last().step()));
    }
    return message.build();
  }

  static SessionPhase phase(boolean bayesian) {
    return bayesian ? SessionPhase.SESSION_PHASE_BAYESIAN : SessionPhase.SESSION_PHASE_WARMUP;
  }

  private static Footprint footprint(SessionFootprint footprint) {
    return Footprint.newBuilder()
        .setStateBytes(footprint.stateBytes())
        .setScratchBytes(footprint.scratchBytes())
        .setReplayBytes(footprint.replayBytes())
        .setTotalBytes(footprint.totalBytes())
        .build();
  }

  private static WorkerState worker(SessionState.Worker worker) {
    return WorkerState.newBuilder()
        .setWorker(worker.name())
        .setLastEpoch(worker.lastEpoch())
        .setLastStep(worker.lastStep())
        .setLastSeen(Durations.of(worker.lastSeen()))
        .setFinishedEpoch(worker.finishedEpoch())
        .setLeft(worker.left())
        .build();
  }

  private static TaskState task(SessionState.Task task) {
    TaskState.Builder message =
        TaskState.newBuilder().setTask(task.name()).setEvidenceCount(task.evidenceCount());
    for (double loss : task.runningLoss()) {
      message.addRunningLoss(loss);
    }
    return message.build();
  }
}
