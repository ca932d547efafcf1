package org.bayesagg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.PriorRefresh;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskOptions;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands against a real server. */
class CommandsIT {
  private static BayesAggServer server;
  private static String target;

  @BeforeAll
  static void start() throws Exception {
    server = BayesAggServer.start(ServerConfig.onFreePorts());
    target = "localhost:" + server.port();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ping_showsServerAndLatency() {
    Console console = Console.run("ping", "--target", target, "--count", "3");
    assertThat(console.status()).isZero();
    assertThat(console.out())
        .contains("server      " + target)
        .contains("engine      cpu")
        .containsPattern("round trip  [0-9.]+ ms median, .* over 3 calls");
  }

  @Test
  void sessions_areListedShownAndDeleted() {
    assertThat(sessions("list").out()).isEqualTo("no sessions" + System.lineSeparator());
    try (AggregationClient client = AggregationClient.connect(target);
        AggregationSession session =
            client.createSession(
                "run-7",
                SessionOptions.builder(2)
                    .task(TaskOptions.gaussian("age", 1))
                    .task(TaskOptions.categorical("kind", 3))
                    .priorRefresh(PriorRefresh.forgetting(0.9))
                    .build())) {
      session.aggregate(
          Contribution.builder("worker-a", 0, 5)
              .features(new float[] {1, 2})
              .task(TaskInput.labels("age", new float[] {1}, new float[3]))
              .build());
      Console list = sessions("list");
      assertThat(list.status()).isZero();
      assertThat(list.out().lines()).hasSize(2);
      assertThat(list.out()).containsPattern("run-7 +warmup +0 +1 +1 +2 +[0-9.]+ [KM]iB");

      Console show = sessions("show", "run-7");
      assertThat(show.status()).isZero();
      assertThat(show.out())
          .contains("ROBUST", "forgetting 0.9", session.fingerprint())
          .containsPattern("age +gaussian +1 +no")
          .containsPattern("kind +categorical +3 +yes")
          .containsPattern("worker-a +0 +5");

      Console delete = sessions("delete", "run-7");
      assertThat(delete.status()).isZero();
      assertThat(delete.out()).startsWith("deleted run-7");
    }
    assertThat(sessions("list").out()).startsWith("no sessions");
  }

  @Test
  void unknownSession_isOneLineWithTheWayOut() {
    Console console = sessions("show", "none");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).contains("none").contains("bayesagg sessions list");
    assertThat(sessions("delete", "none").status()).isEqualTo(1);
  }

  private static Console sessions(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "sessions";
    all[1] = command;
    all[2] = "--target";
    all[3] = target;
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return Console.run(all);
  }

  @Test
  void watch_showsTheSessionsAtWork() {
    String page = "http://127.0.0.1:" + server.httpPort() + "/live";
    assertThat(Console.run("watch", "--once", "--url", page).out()).contains("no sessions");
    try (AggregationClient client = AggregationClient.connect(target);
        AggregationSession session =
            client.createSession(
                "run-8", SessionOptions.builder(2).task(TaskOptions.gaussian("age", 1)).build())) {
      session.aggregate(
          Contribution.builder("worker-b", 0, 0)
              .features(new float[] {1, 2})
              .task(TaskInput.labels("age", new float[] {1}, new float[3]))
              .build());
      assertThat(Console.run("watch", "--once", "--url", page).out())
          .containsPattern("run-8 +warmup +0 +1 ");
      Console one = Console.run("watch", "run-8", "--once", "--url", page);
      assertThat(one.out()).contains("age").contains("worker-b");
      client.deleteSession("run-8");
    }
    assertThat(Console.run("watch", "run-8", "--once", "--url", page).err())
        .contains("there is no session run-8");
    Console nobody = Console.run("watch", "--once", "--url", "http://127.0.0.1:1/live/");
    assertThat(nobody.status()).isEqualTo(1);
    assertThat(nobody.err()).contains("is a server running there");
  }
}
