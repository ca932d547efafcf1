package org.bayesagg.cli.bench;

import org.bayesagg.client.ServerInfo;

/**
 * What was measured on.
 *
 * @param target the server
 * @param server what it says of itself
 * @param serverJava its JVM's version; "n/a" where unknown
 * @param cores that this process may use
 * @param java this process's JVM's version
 */
record Surroundings(String target, ServerInfo server, String serverJava, int cores, String java) {

  static Surroundings of(String target, ServerInfo server, String serverJava) {
    return new Surroundings(
        target,
        server,
        serverJava,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString());
  }
}
