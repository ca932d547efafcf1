package org.bayesagg.service.codec;

import org.bayesagg.service.session.LedgerState;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.StepPlace;

/** Checks the form of requests without tensors. Each throws {@link InvalidRequestException}. */
public final class RequestChecks {
  private static final int MAX_PAGE = 1000;

  private RequestChecks() {}

  /** A name, where one is given, of the allowed characters. */
  public static void check(CreateSessionRequest request) {
    Problems problems = new Problems();
    if (!request.getSessionId().isEmpty()) {
      problems.checkName("session_id", request.getSessionId());
    }
    problems.throwIfAny();
  }

  /** A session's name of the allowed characters. */
  public static void checkSessionName(String name) {
    Problems problems = new Problems();
    problems.checkName("session_id", name);
    problems.throwIfAny();
  }

  /** A name, where one is given, of the allowed characters. */
  public static void check(ImportHeader header) {
    Problems problems = new Problems();
    if (!header.getSessionId().isEmpty()) {
      problems.checkName("header.session_id", header.getSessionId());
    }
    problems.throwIfAny();
  }

  /** A page size of 1 to 1000, or none. */
  public static void check(ListSessionsRequest request) {
    Problems problems = new Problems();
    if (request.getPageSize() < 0 || request.getPageSize() > MAX_PAGE) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          "page_size",
          String.valueOf(request.getPageSize()),
          "1 to " + MAX_PAGE);
    }
    problems.throwIfAny();
  }

  /** A worker's name, and a place from 0 where one is given. */
  public static void check(JoinSessionRequest request) {
    Problems problems = new Problems();
    problems.checkName("worker", request.getWorker());
    check(request.hasAcknowledged(), request.getAcknowledged(), problems);
    problems.throwIfAny();
  }

  static void check(boolean set, StepPlace acknowledged, Problems problems) {
    if (set) {
      problems.checkAtLeast("acknowledged.epoch", acknowledged.getEpoch(), 0);
      problems.checkAtLeast("acknowledged.step", acknowledged.getStep(), 0);
    }
  }

  /** The place, or null. */
  public static LedgerState.Place place(boolean set, StepPlace place) {
    return set ? new LedgerState.Place(place.getEpoch(), place.getStep()) : null;
  }

  /** A worker's name. */
  public static void check(LeaveSessionRequest request) {
    Problems problems = new Problems();
    problems.checkName("worker", request.getWorker());
    problems.throwIfAny();
  }

  /** At least one worker, and no larger quorum. */
  public static void check(ResizeSessionRequest request) {
    Problems problems = new Problems();
    problems.checkAtLeast("workers", request.getWorkers(), 1);
    if (request.getQuorum() < 0 || request.getQuorum() > request.getWorkers()) {
      problems.add(
          FieldReason.VALUE_OUT_OF_RANGE,
          "quorum",
          String.valueOf(request.getQuorum()),
          "1 to " + request.getWorkers() + ", the workers");
    }
    problems.throwIfAny();
  }

  /** A worker's name and an epoch from 0. */
  public static void check(FinishEpochRequest request) {
    Problems problems = new Problems();
    problems.checkName("worker", request.getWorker());
    problems.checkAtLeast("epoch", request.getEpoch(), 0);
    problems.throwIfAny();
  }
}
