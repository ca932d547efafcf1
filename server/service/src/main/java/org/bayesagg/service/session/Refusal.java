package org.bayesagg.service.session;

import java.time.Duration;
import java.util.Map;
import org.bayesagg.math.EngineFullException;
import org.bayesagg.math.EngineLostException;
import org.bayesagg.math.NoPriorException;
import org.bayesagg.math.linalg.NotPositiveDefiniteException;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.service.session.SessionException.Reason;

/** Every refusal of a session: its message, metadata and when to try again, in one place. */
final class Refusal {
  /** How long a server that is going away is thought to take until its successor answers. */
  static final Duration SUCCESSOR = Duration.ofSeconds(1);

  /** The other workers of a step that missed its quorum are about to send again as well. */
  static final Duration QUORUM_AGAIN = Duration.ofMillis(100);

  private Refusal() {}

  static SessionException notFound(String session) {
    return refuse(
        Reason.SESSION_NOT_FOUND,
        "there is no session '" + session + "'",
        Map.of("session", session));
  }

  static SessionException exists(String session) {
    return refuse(
        Reason.SESSION_EXISTS,
        "session '" + session + "' exists already; choose another name or delete it first",
        Map.of("session", session));
  }

  static SessionException draining() {
    return new SessionException(
        Reason.DRAINING,
        "the server is draining; send again, to be answered by its successor",
        Map.of(),
        SUCCESSOR);
  }

  static SessionException notKept(String session, Throwable why) {
    return new SessionException(
        Reason.STORAGE_FAILED,
        "session '"
            + session
            + "' cannot keep what it counts and nothing is counted meanwhile; send again: "
            + rootMessage(why),
        Map.of("session", session),
        SUCCESSOR);
  }

  static SessionException beingRead(String session) {
    return new SessionException(
        Reason.STORAGE_FAILED,
        "session '" + session + "' is being read from what is kept of it; send again",
        Map.of("session", session),
        SUCCESSOR);
  }

  static SessionException setAside(String session, Throwable why) {
    return refuse(
        Reason.SESSION_SET_ASIDE,
        "session '" + session + "' is set aside: " + rootMessage(why),
        Map.of("session", session));
  }

  private static String rootMessage(Throwable thrown) {
    Throwable cause = thrown;
    while (!saysEnough(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return saysEnough(cause) ? cause.getMessage() : cause.toString();
  }

  private static boolean saysEnough(Throwable cause) {
    return cause instanceof StorageException || cause instanceof SessionException;
  }

  static SessionException tooManySessions(int limit) {
    return refuse(
        Reason.TOO_MANY_SESSIONS,
        "the server has " + limit + " sessions, as many as it may; delete one that is over",
        Map.of("limit", "" + limit, "got", "" + (limit + 1L)));
  }

  static SessionException footprintTooLarge(
      String session, long needed, long room, long limit, String wayOut) {
    return refuse(
        Reason.FOOTPRINT_TOO_LARGE,
        "session '"
            + session
            + "' needs "
            + Footprints.say(needed)
            + ", and "
            + Footprints.say(room)
            + " of "
            + Footprints.say(limit)
            + " are free: "
            + wayOut,
        Map.of("limit", "" + room, "got", "" + needed, "way_out", wayOut));
  }

  static SessionException footprintOverSession(
      String session, long needed, long limit, String wayOut) {
    return refuse(
        Reason.FOOTPRINT_TOO_LARGE,
        "session '"
            + session
            + "' needs "
            + Footprints.say(needed)
            + ", and one session may take "
            + Footprints.say(limit)
            + ": "
            + wayOut,
        Map.of("limit", "" + limit, "got", "" + needed, "way_out", wayOut));
  }

  static SessionException tooManyWorkers(int limit, String worker) {
    return refuse(
        Reason.TOO_MANY_WORKERS,
        "worker '"
            + worker
            + "' would be one more than the "
            + limit
            + " workers that a session may have; contribute under a name that is known",
        Map.of("limit", "" + limit, "got", "" + (limit + 1L), "worker", worker));
  }

  static SessionException stepWorkersOverLimit(int limit, int workers) {
    return refuse(
        Reason.TOO_MANY_WORKERS,
        "synchronous steps that wait for "
            + workers
            + " workers can never close: a session may have "
            + limit
            + "; ask for fewer, or raise the server's limit",
        Map.of("limit", "" + limit, "got", "" + workers));
  }

  static SessionException queueFull(int limit, Duration retryAfter) {
    return new SessionException(
        Reason.QUEUE_FULL,
        "the session has " + limit + " calls waiting, as many as it may; send again later",
        Map.of("limit", "" + limit, "got", "" + (limit + 1L)),
        retryAfter);
  }

  /** Nobody reads it, unless the caller is there after all: then it may send again at once. */
  static SessionException callerGone(ContributionKey key) {
    return new SessionException(
        Reason.QUEUE_FULL,
        "nobody waited any more for the answer to epoch "
            + key.epoch()
            + ", step "
            + key.step()
            + " of worker '"
            + key.worker()
            + "' when its turn came; it was not counted",
        Map.of("worker", key.worker()),
        Duration.ZERO);
  }

  static SessionException tooLate(Duration patience, Duration retryAfter) {
    return new SessionException(
        Reason.QUEUE_FULL,
        "the calls that wait in the session would keep this one from being answered within the "
            + patience.toMillis()
            + " ms that it has; send again later, or give it more time",
        Map.of("patience_ms", "" + patience.toMillis()),
        retryAfter);
  }

  static SessionException tooManyExamples(int limit, long got) {
    return refuse(
        Reason.TOO_MANY_EXAMPLES,
        "the step would have "
            + got
            + " examples, but the session was created for at most "
            + limit
            + " a step; send smaller batches, or create the session with a larger"
            + " max_examples_per_step",
        Map.of("limit", "" + limit, "got", "" + got));
  }

  static SessionException differs(ContributionKey key) {
    return refuse(
        Reason.CONTRIBUTION_DIFFERS,
        "worker '"
            + key.worker()
            + "' has sent another contribution for "
            + StepKey.of(key)
            + "; the first one stands, so name new content with a higher step",
        place(key));
  }

  static SessionException serverBehind(String worker, StepKey acknowledged, StepKey last) {
    return new SessionException(
        Reason.SERVER_BEHIND,
        "worker '"
            + worker
            + "' has the answer to "
            + acknowledged
            + ", but the last one that this session has counted of it is "
            + (last.equals(StepKey.NONE) ? "none" : last.toString())
            + ": the server's data are older than the worker's; restore them, or delete the session"
            + " and begin anew",
        Map.of(
            "worker", worker,
            "acknowledged_epoch", "" + acknowledged.epoch(),
            "acknowledged_step", "" + acknowledged.step(),
            "last_epoch", "" + last.epoch(),
            "last_step", "" + last.step()),
        null);
  }

  static SessionException notSynchronous(String session) {
    return refuse(
        Reason.NOT_SYNCHRONOUS,
        "session '"
            + session
            + "' takes every contribution as a step of its own: any number of workers may come",
        Map.of("session", session));
  }

  static SessionException stepOrder(ContributionKey key, StepKey last) {
    return new SessionException(
        Reason.STEP_ORDER,
        StepKey.of(key)
            + " of worker '"
            + key.worker()
            + "' is not above its last acknowledged one, "
            + last
            + ", and no answer to it is kept; go on above that",
        with(place(key), "last_epoch", last.epoch(), "last_step", last.step()),
        null);
  }

  static SessionException negative(ContributionKey key) {
    return refuse(
        key.epoch() < 0 ? Reason.EPOCH_ORDER : Reason.STEP_ORDER,
        StepKey.of(key) + ": epochs and steps start at 0",
        place(key));
  }

  static SessionException epochBehind(ContributionKey key, long own, long running, StepKey last) {
    return new SessionException(
        Reason.EPOCH_ORDER,
        "worker '"
            + key.worker()
            + "' is in epoch "
            + own
            + " and cannot contribute to epoch "
            + key.epoch()
            + " any more; epoch "
            + running
            + " is running"
            + (last.equals(StepKey.NONE) ? "" : ", its last acknowledged step is " + last),
        with(
            with(place(key), "running_epoch", running, "worker_epoch", own),
            "last_epoch",
            last.epoch(),
            "last_step",
            last.step()),
        null);
  }

  static SessionException epochAhead(String worker, long epoch, long running) {
    return epochNotBegun(
        worker,
        epoch,
        running,
        "epoch " + running + " is running, and a worker may be at most one ahead of it");
  }

  static SessionException epochEmpty(String worker, long epoch, long running) {
    return epochNotBegun(
        worker,
        epoch,
        running,
        "epoch " + running + " is running and holds nothing yet; contribute to that one first");
  }

  static SessionException epochNotOver(String worker, long epoch, long running) {
    return epochNotBegun(
        worker,
        epoch,
        running,
        "epoch " + running + " is running and only this worker is in it; finish that one first");
  }

  private static SessionException epochNotBegun(
      String worker, long epoch, long running, String why) {
    return refuse(
        Reason.EPOCH_ORDER,
        "epoch " + epoch + " has not begun: " + why,
        Map.of("worker", worker, "epoch", "" + epoch, "running_epoch", "" + running));
  }

  static SessionException quorumMissed(StepKey step, int came, int quorum) {
    return new SessionException(
        Reason.QUORUM_MISSED,
        came
            + " contribution(s) came for "
            + step
            + " by its deadline, "
            + quorum
            + " are needed; nothing was counted, send the same contribution again",
        Map.of(
            "epoch", "" + step.epoch(),
            "step", "" + step.step(),
            "got", "" + came,
            "quorum", "" + quorum),
        QUORUM_AGAIN);
  }

  static SessionException shardConflict(Contribution first, Contribution second, String why) {
    return refuse(
        Reason.SHARD_CONFLICT,
        "worker '"
            + second.key().worker()
            + "' and worker '"
            + first.key().worker()
            + "' both contribute shard '"
            + first.shard()
            + "' of "
            + StepKey.of(first.key())
            + ", but "
            + why
            + "; a shard is one block of examples, and each of its tasks comes from one worker",
        Map.of(
            "shard", first.shard(),
            "worker", second.key().worker(),
            "other_worker", first.key().worker()));
  }

  /** What the maths threw, as callers get it: typed where it is a refusal, itself otherwise. */
  static Throwable of(Throwable thrown) {
    if (thrown instanceof NotPositiveDefiniteException e) {
      return refuse(
          Reason.PRECISION_NOT_POSITIVE_DEFINITE,
          e.getMessage() + "; send finite, bounded features or lower the task's prior_variance",
          Map.of("task", e.what(), "jitter", "" + e.lastJitter()));
    }
    if (thrown instanceof EpochFullException e) {
      return refuse(
          Reason.EPOCH_FULL,
          e.getMessage() + "; finish the epoch, or create the session with a larger max_examples",
          Map.of("limit", "" + e.limit(), "got", "" + e.asked()));
    }
    if (thrown instanceof EngineLostException || thrown instanceof EngineFullException) {
      return ofEngine((RuntimeException) thrown);
    }
    if (thrown instanceof NoPriorException e) {
      return refuse(Reason.NO_PRIOR, e.getMessage(), Map.of());
    }
    return thrown;
  }

  /** A GPU that is lost or full. */
  static SessionException ofEngine(RuntimeException thrown) {
    if (thrown instanceof EngineFullException e) {
      return refuse(
          Reason.ENGINE_FULL,
          e.getMessage()
              + "; delete sessions, raise --cuda-memory-bytes, or let the CPU take what has no room"
              + " with --engine auto",
          Map.of("bytes", "" + e.bytes()));
    }
    return refuse(
        Reason.ENGINE_LOST,
        "the GPU is lost ("
            + thrown.getMessage()
            + "), nothing was counted: send it again once the server has been started anew, or let it"
            + " fall back to the CPU with --engine auto",
        Map.of());
  }

  private static SessionException refuse(
      Reason reason, String message, Map<String, String> metadata) {
    return new SessionException(reason, message, metadata, null);
  }

  private static Map<String, String> place(ContributionKey key) {
    return Map.of("worker", key.worker(), "epoch", "" + key.epoch(), "step", "" + key.step());
  }

  private static Map<String, String> with(
      Map<String, String> base, String name1, long value1, String name2, long value2) {
    Map<String, String> all = new java.util.HashMap<>(base);
    all.put(name1, "" + value1);
    all.put(name2, "" + value2);
    return all;
  }
}
