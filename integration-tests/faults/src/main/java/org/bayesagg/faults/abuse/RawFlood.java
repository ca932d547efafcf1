package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps so many connections open and lets each of them say one thing after another. */
final class RawFlood {
  /** What a connection says next. */
  interface Line {
    /** The {@code number}th thing on this connection, from 0. */
    byte[] bytes(int number);
  }

  private static final class Speaker {
    private final RawConnection connection;
    private int said;

    Speaker(RawConnection connection) {
      this.connection = connection;
    }
  }

  private final int connections;
  private final long pauseNanos;
  private final boolean greets;
  private final int attemptsEach;
  private final Line line;

  /**
   * A flood.
   *
   * @param connections at a time
   * @param pauseMillis after each round over all connections
   * @param greets whether they begin as HTTP/2 does
   * @param attemptsEach what one thing said counts for; 0: each connection is one attempt
   * @param line what they say; null: nothing
   */
  RawFlood(int connections, long pauseMillis, boolean greets, int attemptsEach, Line line) {
    this.connections = connections;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    this.greets = greets;
    this.attemptsEach = attemptsEach;
    this.line = line;
  }

  /** Against the port of gRPC. */
  void run(Target target, Tally tally) throws IOException {
    run(target, target.port(), tally);
  }

  /** Against any port. */
  void run(Target target, int port, Tally tally) throws IOException {
    List<Speaker> speakers = new ArrayList<>();
    try {
      while (!target.isOver()) {
        if (speakers.size() < connections) {
          speakers.add(new Speaker(connect(port, tally)));
        }
        for (Speaker speaker : speakers) {
          round(speaker, tally);
        }
        speakers.removeIf(speaker -> speaker.connection.isEnded());
        LockSupport.parkNanos(pauseNanos);
      }
    } finally {
      speakers.forEach(speaker -> speaker.connection.close());
    }
  }

  private RawConnection connect(int port, Tally tally) throws IOException {
    RawConnection connection = new RawConnection(port, tally);
    if (attemptsEach == 0) {
      tally.attempt();
    }
    return greets ? connection.greet() : connection;
  }

  private void round(Speaker speaker, Tally tally) {
    speaker.connection.look();
    if (line != null && !speaker.connection.isEnded() && speaker.connection.isIdle()) {
      for (int i = 0; i < attemptsEach; i++) {
        tally.attempt();
      }
      speaker.connection.send(line.bytes(speaker.said++));
    }
  }
}
