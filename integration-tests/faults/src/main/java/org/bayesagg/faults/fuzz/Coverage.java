package org.bayesagg.faults.fuzz;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jacoco.core.data.ExecutionData;
import org.jacoco.core.tools.ExecDumpClient;
import org.jacoco.core.tools.ExecFileLoader;

/** Which branches of the server's own code have been reached, asked of the agent within it. */
final class Coverage {
  private final int port;
  private final Map<Long, BitSet> reached = new HashMap<>();
  private long probes;

  Coverage() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  /** The flag that puts the agent into a JVM. */
  String flag() {
    String agent =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.matches(".*org\\.jacoco\\.agent-[0-9.]+-runtime\\.jar"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("JaCoCo's agent is not on the class path"));
    return "-javaagent:"
        + agent
        + "=output=tcpserver,address=127.0.0.1,port="
        + port
        + ",includes=org.bayesagg.*";
  }

  /** Takes what was reached since the last call; returns what of it is new. */
  Map<Long, BitSet> grow() throws IOException {
    Map<Long, BitSet> fresh = new HashMap<>();
    for (ExecutionData data : dump().getExecutionDataStore().getContents()) {
      BitSet own = bits(data);
      BitSet known = reached.computeIfAbsent(data.getId(), id -> new BitSet());
      own.andNot(known);
      if (!own.isEmpty()) {
        known.or(own);
        probes += own.cardinality();
        fresh.put(data.getId(), own);
      }
    }
    return fresh;
  }

  /** Takes what was reached since the last call out of {@code wanted}; whether there was any. */
  boolean takeFrom(Map<Long, BitSet> wanted) throws IOException {
    boolean any = false;
    for (ExecutionData data : dump().getExecutionDataStore().getContents()) {
      BitSet left = wanted.get(data.getId());
      BitSet own = bits(data);
      if (left != null && left.intersects(own)) {
        any = true;
        left.andNot(own);
      }
    }
    wanted.values().removeIf(BitSet::isEmpty);
    return any;
  }

  private static BitSet bits(ExecutionData data) {
    boolean[] probes = data.getProbes();
    BitSet bits = new BitSet(probes.length);
    for (int i = 0; i < probes.length; i++) {
      bits.set(i, probes[i]);
    }
    return bits;
  }

  private ExecFileLoader dump() throws IOException {
    ExecDumpClient client = new ExecDumpClient();
    client.setReset(true);
    client.setRetryCount(20);
    return client.dump(InetAddress.getLoopbackAddress(), port);
  }

  /** Branches reached so far. */
  long probes() {
    return probes;
  }
}
