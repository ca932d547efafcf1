package org.bayesagg.faults.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Sends mutated messages, keeps those that reach something new, and counts how they end. */
final class Onslaught {
  private static final int BATCH = 64;

  /** Of so many calls, one is a connection with garbage. */
  private static final int RAW_EVERY = 100;

  private static final int STREAM_FRAMES = 5;

  private record Shot(String method, List<byte[]> messages) {}

  private final Attacker attacker;
  private final Coverage coverage;
  private final Corpus corpus;
  private final MessageMutator mutator;
  private final RawWire wire;
  private final Random random;
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Map<String, String> unfair = new ConcurrentHashMap<>();
  private long sent;
  private long connections;
  private int looksLeft;

  /**
   * Nothing sent yet.
   *
   * @param looks batches with something new of which each call is looked at alone, which takes time
   */
  Onslaught(
      Attacker attacker, Coverage coverage, Corpus corpus, RawWire wire, Random random, int looks) {
    this.attacker = attacker;
    this.coverage = coverage;
    this.corpus = corpus;
    this.wire = wire;
    this.random = random;
    this.looksLeft = looks;
    this.mutator = new MessageMutator(random);
  }

  /** A number of calls at a time, all of which have ended when it returns. */
  void volley() throws IOException {
    List<Shot> shots = new ArrayList<>();
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      Shot shot = shot();
      shots.add(shot);
      calls.add(fire(shot));
      if (random.nextInt(RAW_EVERY) == 0) {
        wire.attack();
        connections++;
        sent++;
      }
    }
    calls.forEach(CompletableFuture::join);
    Map<Long, BitSet> fresh = coverage.grow();
    if (!fresh.isEmpty() && looksLeft-- > 0) {
      keep(shots, fresh);
    }
  }

  private Shot shot() {
    String method = corpus.method();
    boolean many = method.equals("AggregateStream") || method.equals("ImportSession");
    List<byte[]> messages = new ArrayList<>();
    for (int left = many ? 1 + random.nextInt(STREAM_FRAMES) : 1; left > 0; left--) {
      byte[] parent = corpus.pick(method);
      // In a stream, what is right comes between what is not.
      boolean whole = many && random.nextInt(3) == 0;
      messages.add(whole ? parent : mutator.mutate(parent, corpus.of(method)));
    }
    return new Shot(method, messages);
  }

  private CompletableFuture<Void> fire(Shot shot) {
    sent += shot.messages().size();
    return attacker.call(shot.method(), shot.messages(), outcome -> count(shot, outcome));
  }

  private void count(Shot shot, Outcome outcome) {
    outcomes.computeIfAbsent(outcome.name(), name -> new LongAdder()).increment();
    if (!outcome.isFair()) {
      unfair.putIfAbsent(
          shot.method() + " " + outcome.name(), outcome.text() + ": " + hex(shot.messages()));
    }
  }

  private static String hex(List<byte[]> messages) {
    StringBuilder text = new StringBuilder();
    for (byte[] message : messages) {
      text.append(java.util.HexFormat.of().formatHex(message)).append(' ');
    }
    return text.toString();
  }

  /** Fires each alone once more, and keeps those that reach what was new. */
  private void keep(List<Shot> shots, Map<Long, BitSet> fresh) throws IOException {
    for (Shot shot : shots) {
      if (fresh.isEmpty()) {
        return;
      }
      fire(shot).join();
      if (coverage.takeFrom(fresh)) {
        shot.messages().forEach(message -> corpus.add(shot.method(), message));
      }
    }
  }

  /** Messages and connections so far. */
  long sent() {
    return sent;
  }

  /** Connections with garbage so far. */
  long connections() {
    return connections;
  }

  /** How calls ended, and how often. */
  Map<String, Long> outcomes() {
    Map<String, Long> counts = new TreeMap<>();
    outcomes.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** What no server may answer, with the messages that brought it about. */
  Map<String, String> unfair() {
    return new TreeMap<>(unfair);
  }
}
