package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.StreamedContribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no message of their method: the call ends, and nothing of it is kept. */
class UnreadableMessageTest {
  private final ServiceFixture fixture = new ServiceFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  static List<MethodDescriptor<?, ?>> methods() {
    return new ArrayList<>(AggregationServiceGrpc.getServiceDescriptor().getMethods());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void call_endsWithAReason_andNothingIsWatchedAnyMore(MethodDescriptor<?, ?> method) {
    List<Status> ends = new ArrayList<>();
    List<Metadata> trailers = new ArrayList<>();
    ClientCall<byte[], byte[]> call = start(method, ends, trailers);
    if (method.getBareMethodName().equals("AggregateStream")) {
      // One that is half there holds places and a writer.
      AggregateRequest.Builder announced = fixture.request();
      announced.setFeatures(WireTensors.announced(announced.getFeatures()));
      call.sendMessage(
          AggregateStreamRequest.newBuilder()
              .setContribution(
                  StreamedContribution.newBuilder().setSequence(1).setRequest(announced))
              .build()
              .toByteArray());
      assertThat(fixture.gate.steps()).isEqualTo(1);
    }
    call.sendMessage(new byte[] {7, 7, 7});
    call.halfClose();

    assertThat(ends).hasSize(1);
    assertThat(ends.get(0).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(ServiceFixture.reason(ends.get(0).asRuntimeException(trailers.get(0))))
        .isEqualTo("MESSAGE_UNREADABLE");
    assertThat(fixture.stalls.size()).isZero();
    assertThat(fixture.gate.steps()).isZero();
    assertThat(fixture.gate.bytes()).isZero();
    assertThat(fixture.service.openStreams()).isZero();
  }

  private ClientCall<byte[], byte[]> start(
      MethodDescriptor<?, ?> method, List<Status> ends, List<Metadata> trailers) {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setFullMethodName(method.getFullMethodName())
            .setType(method.getType())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    ClientCall<byte[], byte[]> call = fixture.channel().newCall(raw, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata last) {
            ends.add(status);
            trailers.add(last);
          }
        },
        new Metadata());
    call.request(10);
    return call;
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
