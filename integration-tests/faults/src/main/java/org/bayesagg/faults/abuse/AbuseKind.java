package org.bayesagg.faults.abuse;

import java.util.List;
import java.util.Locale;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.Session;

/** The ways to take more than one may, and how a server must refuse each. */
enum AbuseKind {
  LARGE_MESSAGES(
      "messages of 5 MiB, where 4 are allowed",
      Refusal.reason("MESSAGE_TOO_LARGE"),
      (target, tally) ->
          new Flood(target, tally, "Aggregate", i -> Sizes.LARGE).run(AbusedServer.ABUSER, 2, 1)),

  HUGE_MESSAGES(
      "messages of 24 MiB",
      Refusal.told("RESOURCE_EXHAUSTED"),
      (target, tally) ->
          new Flood(target, tally, "Aggregate", i -> Sizes.HUGE).run(AbusedServer.ABUSER, 2, 1)),

  LARGE_CONTRIBUTIONS(
      "streams that announce tensors of 3 MiB, where 2 are allowed",
      Refusal.reason("CONTRIBUTION_TOO_LARGE"),
      (target, tally) -> Holds.announced(target, tally, 3, 8)),

  HEADER_BOMBS(
      "calls with 128 KiB of headers",
      Refusal.told("GOAWAY 1|GOAWAY 11"),
      (target, tally) -> new RawFlood(16, 1, true, 1, Lines::headerBomb).run(target, tally)),

  MANY_SESSIONS(
      "sessions without end",
      Refusal.reason("TOO_MANY_SESSIONS"),
      (target, tally) ->
          new Flood(
                  target, tally, "CreateSession", i -> Requests.create("abuse-" + i, Owned.FEW, 1))
              .run(AbusedServer.ABUSER, 2, 8)),

  LARGE_SESSIONS(
      "sessions with 20,000 features",
      Refusal.reason("FOOTPRINT_TOO_LARGE"),
      (target, tally) ->
          new Flood(target, tally, "CreateSession", i -> Requests.create("abuse-" + i, 20_000, 1))
              .run(AbusedServer.ABUSER, 2, 8)),

  MANY_WORKERS(
      "workers without end in an own session",
      Refusal.reason("TOO_MANY_WORKERS"),
      (target, tally) -> {
        Session session = Holds.session(target, "abuse-workers", Owned.FEW);
        new Flood(target, tally, "JoinSession", i -> Requests.join(session, "w" + i))
            .run(AbusedServer.ABUSER, 2, 8);
      }),

  QUEUE(
      "contributions without end to an own session that cannot go on",
      Refusal.reason("QUEUE_FULL"),
      (target, tally) -> Holds.steps(target, tally, 1, 24)),

  STEPS_AT_A_TIME(
      "the same to four sessions, more than the server takes in all",
      Refusal.reason("TOO_MANY_STEPS"),
      (target, tally) -> Holds.steps(target, tally, 4, 40)),

  BYTES_AT_A_TIME(
      "streams that announce a megabyte each and send nothing of it",
      Refusal.reason("TOO_MANY_BYTES"),
      (target, tally) -> Holds.announced(target, tally, 1, 24)),

  STEPS_A_SECOND(
      "steps without end, where 50 a second are allowed",
      Refusal.reason("RATE_LIMITED"),
      (target, tally) -> {
        Session session = Holds.session(target, "abuse-rate", Owned.FEW);
        new Flood(target, tally, "Aggregate", i -> Requests.contribution(session, "w0", 0, i))
            .run(AbusedServer.HASTY, 2, 4);
      }),

  IDLE_STREAMS(
      "480 streams on which nothing is said",
      Refusal.reason("STREAM_IDLE"),
      (target, tally) ->
          new HeldCalls(target, tally, "AggregateStream", i -> null, true)
              .run(AbusedServer.ABUSER, 8, 60)),

  SLOW_READERS(
      "exports of 8 MB that are never read",
      Refusal.reason("CALL_STALLED"),
      (target, tally) -> {
        Session session = Holds.session(target, "abuse-export", 1000);
        new HeldCalls(
                target,
                tally,
                "ExportSession",
                i -> ExportSessionRequest.newBuilder().setSessionId(session.getSessionId()).build(),
                false)
            .run(AbusedServer.ABUSER, 4, 4);
      }),

  SLOW_WRITERS(
      "contributions that come a byte at a time",
      Refusal.reason("CALL_STALLED"),
      (target, tally) -> new RawFlood(40, 10, true, 1, Lines::slowly).run(target, tally)),

  CONNECTIONS(
      "connections without end on which nothing is said, up to a thousand a second",
      Refusal.counted("bayesagg_connections_refused_total"),
      (target, tally) -> new RawFlood(200, 1, false, 0, null).run(target, tally)),

  CALLS(
      "calls without end on one connection",
      Refusal.told("RST_STREAM 7|GOAWAY 11"),
      (target, tally) -> new RawFlood(4, 1, true, Lines.BURST, Lines::calls).run(target, tally)),

  RAPID_RESET(
      "calls that are reset as soon as they are made",
      Refusal.told("GOAWAY 11"),
      (target, tally) -> new RawFlood(8, 1, true, Lines.BURST, Lines::resets).run(target, tally)),

  WRONG_TOKENS(
      "calls with tokens that nobody has",
      Refusal.reason("UNAUTHENTICATED"),
      (target, tally) ->
          new Flood(target, tally, "GetServerInfo", i -> GetServerInfoRequest.getDefaultInstance())
              .run("guessed", 4, 16)),

  GARBAGE("connections with broken HTTP/2", Refusal.told("closed"), Holds::garbage),

  SCRAPES(
      "requests of /metrics and the live page, sixteen at a time: answered one by one",
      Refusal.told("200|503"),
      (target, tally) ->
          new HttpFlood(target, tally, List.of("/metrics", "/live/", "/metrics", "/readyz"), true)
              .run(16)),

  WATCHERS(
      "live pages that are opened without end and never read",
      Refusal.told("503"),
      (target, tally) -> new HttpFlood(target, tally, List.of("/live/overview"), false).run(48)),

  SLOW_VISITORS(
      "40 requests of HTTP that come a byte at a time",
      Refusal.told("closed|reset"),
      (target, tally) ->
          new RawFlood(40, 10, false, 1, Lines::slowRequest).run(target, target.httpPort(), tally)),

  NEIGHBOUR(
      "none: an abuser that spins on its own processors, for comparison",
      Refusal.told("spun"),
      Holds::spin);

  /** Made once: they are large. */
  private static final class Sizes {
    private static final AggregateRequest LARGE = Requests.large(5 << 20);
    private static final AggregateRequest HUGE = Requests.large(24 << 20);
  }

  private final String what;
  private final Refusal refusal;
  private final Abuse abuse;

  AbuseKind(String what, Refusal refusal, Abuse abuse) {
    this.what = what;
    this.refusal = refusal;
    this.abuse = abuse;
  }

  /** For people. */
  String what() {
    return what;
  }

  /** How it must be refused. */
  Refusal refusal() {
    return refusal;
  }

  Abuse abuse() {
    return abuse;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
