package org.bayesagg.faults.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is worth mutating: the seeds, and whatever reached something new. Not thread-safe. */
final class Corpus {
  private static final int MOST = 4000;

  private final Map<String, List<byte[]>> messages = new LinkedHashMap<>();
  private final List<byte[]> all = new ArrayList<>();
  private final List<String> methods;
  private final Random random;

  Corpus(Map<String, List<byte[]>> seeds, Random random) {
    seeds.forEach((method, own) -> messages.put(method, new ArrayList<>(own)));
    seeds.values().forEach(all::addAll);
    this.methods = List.copyOf(seeds.keySet());
    this.random = random;
  }

  String method() {
    return methods.get(random.nextInt(methods.size()));
  }

  byte[] pick(String method) {
    List<byte[]> own = messages.get(method);
    // Now and then what was made for another method.
    List<byte[]> from = random.nextInt(50) == 0 ? all : own;
    return from.get(random.nextInt(from.size()));
  }

  List<byte[]> of(String method) {
    return messages.get(method);
  }

  void add(String method, byte[] message) {
    if (all.size() < MOST) {
      messages.get(method).add(message);
      all.add(message);
    }
  }

  int size() {
    return all.size();
  }
}
