package org.bayesagg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.Tensor;
import org.junit.jupiter.api.Test;

class SharingMarshallerTest {
  private static final AggregateRequest MESSAGE =
      AggregateRequest.newBuilder()
          .setWorker("w0")
          .setFeatures(tensor(1))
          .setExampleWeights(tensor(2))
          .build();

  private final MethodDescriptor.Marshaller<AggregateRequest> marshaller =
      new SharingMarshaller<>(
          ProtoUtils.marshaller(AggregateRequest.getDefaultInstance()), AggregateRequest.parser());

  private static Tensor tensor(int value) {
    byte[] bytes = new byte[1000];
    bytes[0] = (byte) value;
    return Tensor.newBuilder().setData(ByteString.copyFrom(bytes)).build();
  }

  /** What the network hands over. */
  private static final class Received extends ByteArrayInputStream implements KnownLength {
    Received(byte[] bytes) {
      super(bytes);
    }
  }

  @Test
  void parse_fieldsShareOneArray() throws IOException {
    AggregateRequest parsed = marshaller.parse(new Received(MESSAGE.toByteArray()));

    assertThat(parsed).isEqualTo(MESSAGE);
    assertThat(array(parsed.getFeatures().getData()))
        .isSameAs(array(parsed.getExampleWeights().getData()));
  }

  @Test
  void parse_lengthUnknown_readsToTheEnd() {
    InputStream plain = new ByteArrayInputStream(MESSAGE.toByteArray());
    assertThat(marshaller.parse(plain)).isEqualTo(MESSAGE);
  }

  @Test
  void parse_whatStreamWrote_isTheMessage() {
    assertThat(marshaller.parse(marshaller.stream(MESSAGE))).isEqualTo(MESSAGE);
  }

  @Test
  void parse_noMessage_isRefusedAsByGrpcItself() {
    byte[] cut = MESSAGE.toByteString().substring(0, 700).toByteArray();
    assertThatThrownBy(() -> marshaller.parse(new Received(cut)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL));
  }

  private static byte[] array(ByteString bytes) throws IOException {
    List<byte[]> arrays = new ArrayList<>();
    UnsafeByteOperations.unsafeWriteTo(
        bytes,
        new ByteOutput() {
          @Override
          public void write(byte value) {
            throw new AssertionError();
          }

          @Override
          public void write(byte[] value, int offset, int length) {
            arrays.add(value);
          }

          @Override
          public void writeLazy(byte[] value, int offset, int length) {
            arrays.add(value);
          }

          @Override
          public void write(ByteBuffer value) {
            throw new AssertionError();
          }

          @Override
          public void writeLazy(ByteBuffer value) {
            throw new AssertionError();
          }
        });
    assertThat(arrays).hasSize(1);
    return arrays.get(0);
  }
}
