package org.bayesagg.faults.abuse;

import com.google.protobuf.MessageLite;
import io.grpc.ClientCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.bayesagg.faults.fuzz.Attacker;
import org.bayesagg.faults.fuzz.Outcome;

/**
 * Keeps so many calls open that neither finish what they send nor, if told so, read what they get,
 * and opens another for each that the server ends.
 */
final class HeldCalls {
  private final Target target;
  private final Tally tally;
  private final String method;
  private final LongFunction<MessageLite> messages;
  private final boolean reads;
  private final AtomicLong number = new AtomicLong();

  /**
   * Calls of a method.
   *
   * @param messages the only one of each call, for each number from 0; null: none
   * @param reads whether answers are taken
   */
  HeldCalls(
      Target target,
      Tally tally,
      String method,
      LongFunction<MessageLite> messages,
      boolean reads) {
    this.target = target;
    this.tally = tally;
    this.method = method;
    this.messages = messages;
    this.reads = reads;
  }

  /** Holds so many calls on each of so many connections. */
  void run(String token, int connections, int each) {
    List<Attacker> attackers = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        attackers.add(new Attacker(target.port(), token));
      }
      for (int i = 0; i < each; i++) {
        attackers.forEach(this::open);
      }
      target.awaitOver();
    } finally {
      attackers.forEach(Attacker::close);
    }
  }

  private void open(Attacker attacker) {
    if (target.isOver()) {
      return;
    }
    tally.attempt();
    // Known to its own callbacks only once it is made.
    AtomicReference<ClientCall<byte[], byte[]>> own = new AtomicReference<>();
    ClientCall<byte[], byte[]> call =
        attacker.open(method, reads, outcome -> refused(outcome, own.get()), () -> open(attacker));
    own.set(call);
    MessageLite message = messages.apply(number.getAndIncrement());
    if (message != null) {
      call.sendMessage(message.toByteArray());
    }
    if (!method.equals("AggregateStream")) {
      call.halfClose();
    }
  }

  /** A stream goes on after an error: it is given up, so that the next one begins. */
  private void refused(Outcome outcome, ClientCall<byte[], byte[]> call) {
    if (target.isOver() || outcome.code() == Status.Code.CANCELLED) {
      return;
    }
    tally.told(outcome);
    if (call != null && method.equals("AggregateStream")) {
      call.cancel("refused", null);
    }
  }
}
