package org.bayesagg.cli.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Training jobs that are too many for the machine: every job is a worker of its own, due at fixed
 * times, whatever became of the step before. A step is over at its deadline at the latest, and a
 * job is due again a little later than that, so no job ever waits for itself and the load is open:
 * a rate r and a deadline t take r · t jobs. They are spread evenly over sessions, and share the
 * connections of their session.
 *
 * <p>One thread sends; what it costs on the way (encoding a contribution, the wire, decoding the
 * direction) is the real client's, in this process and not in the server's.
 */
final class JobFleet {
  /** Time between two steps of a job, in deadlines. */
  private static final double PERIOD = 1.25;

  private final List<List<Lane>> sessions;
  private final List<List<Job>> jobs = new ArrayList<>();
  private long next;

  /** One job; not thread-safe. */
  private static final class Job {
    private final Lane lane;
    private final String name;
    private long step;

    Job(Lane lane, String name) {
      this.lane = lane;
      this.name = name;
    }
  }

  /**
   * A fleet without jobs yet.
   *
   * @param sessions the connections of each session
   */
  JobFleet(List<List<Lane>> sessions) {
    this.sessions = sessions;
    sessions.forEach(session -> jobs.add(new ArrayList<>()));
  }

  /** Jobs of each session that a rate takes. */
  int each(double rate, double deadlineSeconds) {
    return (int) Math.ceil(PERIOD * rate * deadlineSeconds / sessions.size()) + 1;
  }

  /** Sends steps at a rate until the time is over, and returns then; answers may still come. */
  void offer(double rate, double seconds, double deadlineSeconds, Goodput goodput) {
    int each = each(rate, deadlineSeconds);
    Clock clock = Clock.PARKED;
    long start = clock.nanos();
    long total = Math.round(rate * seconds);
    for (long i = 0; i < total; i++) {
      long due = start + (long) (i / rate * 1e9);
      clock.sleepUntil(due);
      int session = (int) (next % sessions.size());
      Job job = job(session, (int) (next / sessions.size() % each));
      long turn = next++ / sessions.size();
      goodput.sent(session, due, job.lane.begin(job.name, job.step++, turn));
    }
    clock.sleepUntil(start + (long) (seconds * 1e9));
  }

  private Job job(int session, int number) {
    List<Job> all = jobs.get(session);
    while (all.size() <= number) {
      List<Lane> lanes = sessions.get(session);
      all.add(new Job(lanes.get(all.size() % lanes.size()), "job-" + all.size()));
    }
    return all.get(number);
  }
}
