package org.bayesagg.faults.abuse;

import com.google.protobuf.MessageLite;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.bayesagg.faults.fuzz.Attacker;
import org.bayesagg.faults.fuzz.Outcome;

/**
 * Keeps so many calls under way, and makes the next one as soon as one has ended: a client that
 * repeats at once whatever is refused.
 */
final class Flood {
  private final Tally tally;
  private final Target target;
  private final String method;
  private final LongFunction<MessageLite> messages;
  private final AtomicLong number = new AtomicLong();

  /** {@code messages}: one for each number from 0. */
  Flood(Target target, Tally tally, String method, LongFunction<MessageLite> messages) {
    this.target = target;
    this.tally = tally;
    this.method = method;
    this.messages = messages;
  }

  /** Floods over so many connections, with so many calls at a time on each. */
  void run(String token, int connections, int each) {
    List<Attacker> attackers =
        Stream.generate(() -> new Attacker(target.port(), token)).limit(connections).toList();
    try {
      for (int i = 0; i < each; i++) {
        attackers.forEach(this::next);
      }
      target.awaitOver();
    } finally {
      attackers.forEach(Attacker::close);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is tallied
  private void next(Attacker attacker) {
    if (target.isOver()) {
      return;
    }
    tally.attempt();
    attacker
        .call(method, List.of(messages.apply(number.getAndIncrement()).toByteArray()), this::told)
        .thenRun(() -> next(attacker));
  }

  /** What ends because the abuser itself ends is nobody's refusal. */
  private void told(Outcome outcome) {
    if (!target.isOver()) {
      tally.told(outcome);
    }
  }
}
