package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.service.config.Setting;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.GetServerInfoRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that never come to be encrypted. */
class HandshakeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int HALF_OPEN = 40;

  /** A record that announces 256 bytes of a handshake, of which one comes. */
  private static final byte[] BEGINNING = {0x16, 3, 1, 1, 0, 1};

  @TempDir private Path folder;
  private SecuredServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new SecuredServer(
            folder,
            "identities:\n" + SecuredServer.tokenEntry("trainer", "t", "*", "administer"),
            Setting.STALL_SECONDS,
            "1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void handshakesThatDoNotEnd_areClosed_andOthersAreServed() throws IOException {
    List<Socket> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_OPEN; i++) {
        Socket socket = new Socket("localhost", server.server.port());
        halfOpen.add(socket);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(BEGINNING);
      }
      assertThat(
              AggregationServiceGrpc.newBlockingStub(server.channel("t"))
                  .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                  .getVersion())
          .isNotEmpty();
      for (Socket socket : halfOpen) {
        awaitEnd(socket);
      }
    } finally {
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
    awaitConnections("1.0");
  }

  /** Whatever the server says before, it ends the connection. */
  private static void awaitEnd(Socket socket) throws IOException {
    try {
      var unused = socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private void awaitConnections(String open) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!server
        .http("/metrics", "Bearer t")
        .body()
        .contains("\nbayesagg_connections " + open + "\n")) {
      assertThat(System.nanoTime()).as("connections are left open").isLessThan(deadline);
    }
  }
}
