package org.bayesagg.faults.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket worker;
  private Socket server;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    proxy = new FaultProxy(listener.getLocalPort());
    worker = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    server = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    worker.close();
    server.close();
    proxy.close();
    listener.close();
  }

  @Test
  void plain_passesBothWays() throws IOException {
    worker.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    server.getOutputStream().write(2);
    assertThat(worker.getInputStream().read()).isEqualTo(2);
  }

  @Test
  void cut_withReset_isAReset() throws IOException {
    plain_passesBothWays();
    proxy.cut(true);
    assertThatThrownBy(() -> worker.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void cut_withoutReset_isAnEnd() throws IOException {
    plain_passesBothWays();
    proxy.cut(false);
    assertThat(worker.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void halfOpen_losesOneWayAndKeepsTheOther_untilItPassesAndCuts() throws IOException {
    proxy.halfOpen(FaultProxy.Direction.UP);
    worker.getOutputStream().write(1);
    server.getOutputStream().write(2);
    assertThat(worker.getInputStream().read()).isEqualTo(2);
    assertNothing(server);
    proxy.pass();
    server.setSoTimeout(0);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void forget_losesBothWaysAndTheEnds_andLetsNewConnectionsPass() throws IOException {
    plain_passesBothWays();
    proxy.forget();
    worker.getOutputStream().write(1);
    server.getOutputStream().write(2);
    assertNothing(server);
    assertNothing(worker);
    assertThat(proxy.workersLeft()).isFalse();

    worker.close();
    await(proxy::workersLeft);
    assertThat(proxy.serverLeft()).isFalse();
    assertNothing(server);
    server.close();
    await(proxy::serverLeft);

    worker = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    server = listener.accept();
    plain_passesBothWays();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void stall_holdsBytesUntilTheyPass() throws IOException {
    proxy.stall();
    worker.getOutputStream().write(1);
    assertNothing(server);
    proxy.pass();
    server.setSoTimeout(0);
    assertThat(server.getInputStream().read()).isEqualTo(1);
  }

  @Test
  void delay_letsBytesComeLater() throws IOException {
    proxy.delay(Duration.ofMillis(150));
    long start = System.nanoTime();
    worker.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(140).toNanos());
  }

  private static void assertNothing(Socket socket) throws IOException {
    socket.setSoTimeout(150);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }
}
