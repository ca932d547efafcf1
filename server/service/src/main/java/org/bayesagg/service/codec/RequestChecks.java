package org.bayesagg.service.codec;

import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.ListSessionsRequest;

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

  /** A worker's name and an epoch from 0. */
  public static void check(FinishEpochRequest request) {
    Problems problems = new Problems();
    problems.checkName("worker", request.getWorker());
    problems.checkAtLeast("epoch", request.getEpoch(), 0);
    problems.throwIfAny();
  }
}
