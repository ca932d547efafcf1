package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.Setting;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.Session;
import org.junit.jupiter.api.Test;

/** What callers may take of the server, and what they are told where they take more. */
class LimitsIT extends LimitsFixture {
  @Test
  void contributionsASecond_areLimitedPerCaller() throws Exception {
    start(Setting.MAX_STEPS_PER_SECOND, "1");
    Session session = create("run");
    var unused = fixture.blocking().aggregate(request(session, 0));
    Refused refused = refused(() -> fixture.blocking().aggregate(request(session, 1)));
    refused.is(Status.Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
    try (StreamClient stream = new StreamClient(fixture.async())) {
      stream.send(1, request(session, 1));
      assertThat(stream.next().getError().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    }
    counted("RATE_LIMITED", 2);
  }

  @Test
  void bytesAtATime_areLimitedBeforeAnythingIsRead() throws Exception {
    start(Setting.MAX_CONCURRENT_BYTES, "60");
    Session session = create("run");
    try (StreamClient stream = new StreamClient(fixture.async())) {
      AggregateRequest.Builder announced = request(session, 0).toBuilder();
      announced.setFeatures(WireTensors.announced(announced.getFeatures()));
      stream.send(1, announced.build());
      assertThat(stream.next().getError().getDetails(0).unpack(ErrorInfo.class).getReason())
          .isEqualTo("TOO_MANY_BYTES");
    }
    counted("TOO_MANY_BYTES", 1);
    fixture.awaitMetric("bayesagg_concurrent_bytes 0.0", PATIENCE);
    fixture.awaitMetric("bayesagg_concurrent_steps 0.0", PATIENCE);
  }

  @Test
  void footprintOfOneSession_isLimited() {
    start(Setting.MAX_SESSION_BYTES, "1KiB");
    refused(() -> create("run")).is(Status.Code.RESOURCE_EXHAUSTED, "FOOTPRINT_TOO_LARGE", false);
  }

  @Test
  void messageThatIsTooLarge_isRefused() throws Exception {
    start(Setting.MAX_MESSAGE_BYTES, "4MiB");
    refused(
            () ->
                fixture
                    .blocking()
                    .aggregate(
                        AggregateRequest.newBuilder()
                            .setFeatures(
                                org.bayesagg.v1.Tensor.newBuilder()
                                    .setData(ByteString.copyFrom(new byte[5 << 20])))
                            .build()))
        .is(Status.Code.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", false);
    counted("MESSAGE_TOO_LARGE", 1);
  }

  @Test
  void messageThatIsNone_isRefused() throws Exception {
    start();
    RawCall<byte[], byte[]> call =
        new RawCall<>(bytes(AggregationServiceGrpc.getAggregateMethod()));
    call.send(new byte[] {7, 7, 7});
    is(call.end(), Status.Code.INVALID_ARGUMENT, "MESSAGE_UNREADABLE");
    counted("MESSAGE_UNREADABLE", 1);
  }

  @Test
  void headersThatAreTooLong_areRefused() {
    start();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("filler", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));
    RawCall<GetServerInfoRequest, ?> call =
        new RawCall<>(AggregationServiceGrpc.getGetServerInfoMethod(), headers);
    call.send(GetServerInfoRequest.getDefaultInstance());
    // A stock client knows the limit from the connection's settings, and does not even send them.
    assertThat(Status.fromThrowable(call.end()).getCode()).isNotEqualTo(Status.Code.OK);
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
  }

  @Test
  void connectionsAboveTheLimit_areClosedAndOthersGoOn() throws Exception {
    start(Setting.MAX_CONNECTIONS, "3");
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), fixture.server.port()));
      }
      fixture.awaitMetric("bayesagg_connections_refused_total 3.0", PATIENCE);
      fixture.awaitMetric("bayesagg_connections 3.0", PATIENCE);
      unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    fixture.awaitMetric("bayesagg_connections 1.0", PATIENCE);
  }

  @Test
  void connectionsOfOneAddress_leaveSomeToTheOthers() throws Exception {
    start(Setting.MAX_CONNECTIONS, "27");
    InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    assumeThat(mayBeBound(other)).as("Linux has more than one address of its own").isTrue();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), fixture.server.port(), other, 0));
      }
      fixture.awaitMetric("bayesagg_connections_refused_total 16.0", PATIENCE);
      fixture.awaitMetric("bayesagg_connections 24.0", PATIENCE);
      var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean mayBeBound(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void callsOnOneConnection_areHeldBackByTheClient() {
    start(Setting.MAX_CALLS_PER_CONNECTION, "1");
    var unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
    try (StreamClient open = new StreamClient(fixture.async())) {
      Session none = Session.getDefaultInstance();
      open.send(1, request(none, 0));
      assertThat(open.next().hasError()).isTrue();
      assertThat(
              Status.fromThrowable(
                      catchThrowable(
                          () ->
                              AggregationServiceGrpc.newBlockingStub(fixture.channel)
                                  .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                                  .getServerInfo(GetServerInfoRequest.getDefaultInstance())))
                  .getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    unused = fixture.blocking().getServerInfo(GetServerInfoRequest.getDefaultInstance());
  }
}
