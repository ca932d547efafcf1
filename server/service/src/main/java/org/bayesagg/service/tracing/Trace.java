package org.bayesagg.service.tracing;

import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;

/**
 * What is told of one call, or of one contribution of a stream. Thread-safe; every method is quick
 * and never throws. Times are those of {@code System.nanoTime()}. After the end nothing is told.
 */
public interface Trace {
  /** Of what is not traced. */
  Trace NONE =
      new Trace() {
        @Override
        public void session(String id) {}

        @Override
        public void received(ContributionKey key, int examples, long decodeNanos) {}

        @Override
        public void answered(Answer answer, long queuedAt) {}

        @Override
        public void encoded(long since) {}

        @Override
        public void refused(String reason) {}

        @Override
        public void end() {}
      };

  /** The session exists, and the caller may use it. */
  void session(String id);

  /**
   * The contribution has come and is decoded.
   *
   * @param examples n of it
   * @param decodeNanos how much of the time since the beginning went into decoding
   */
  void received(ContributionKey key, int examples, long decodeNanos);

  /**
   * The session has answered, and has kept what it counted.
   *
   * @param queuedAt when the session was given the contribution
   */
  void answered(Answer answer, long queuedAt);

  /** The answer has been encoded, or the part of it that comes first. */
  void encoded(long since);

  /**
   * It ends with an error, of which the first that is told here stands.
   *
   * @param reason of those that the contract lists, or a code of gRPC's
   */
  void refused(String reason);

  /** It is over; again changes nothing. */
  void end();
}
