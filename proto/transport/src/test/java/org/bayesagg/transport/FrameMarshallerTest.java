package org.bayesagg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class FrameMarshallerTest {
  private final FrameMarshaller<AggregateStreamRequest> marshaller =
      new FrameMarshaller<>(
          ProtoUtils.marshaller(AggregateStreamRequest.getDefaultInstance()),
          AggregateStreamRequest.parser(),
          AggregateStreamRequest::hasChunk);

  /** What the network hands over. */
  private static final class Received extends ByteArrayInputStream implements KnownLength {
    Received(byte[] bytes) {
      super(bytes);
    }
  }

  @Test
  void chunk_isReadIntoTheArrayOfOneThatWasReleased() {
    ReceivedFrame<AggregateStreamRequest> first = parse(chunk(1, 1 << 20));
    assertThat(first.message()).isEqualTo(chunk(1, 1 << 20));
    first.release().run();
    ReceivedFrame<AggregateStreamRequest> second = parse(chunk(2, 1 << 19));

    assertThat(second.message()).isEqualTo(chunk(2, 1 << 19));
    assertThat(first.message().getChunk().getData().byteAt(1 << 18)).isEqualTo((byte) 2);
  }

  @Test
  void chunk_notReleased_keepsItsBytes() {
    ReceivedFrame<AggregateStreamRequest> first = parse(chunk(1, 1 << 20));
    parse(chunk(2, 1 << 20)).release().run();
    assertThat(parse(chunk(3, 1 << 20)).message()).isEqualTo(chunk(3, 1 << 20));
    assertThat(first.message()).isEqualTo(chunk(1, 1 << 20));
  }

  @Test
  void frameThatOnlyBeginsAsAChunk_keepsItsBytes() {
    AggregateStreamRequest other =
        AggregateStreamRequest.newBuilder()
            .setContribution(StreamedContribution.newBuilder().setSequence(7))
            .build();
    ByteString both = chunk(1, 1 << 20).toByteString().concat(other.toByteString());
    ReceivedFrame<AggregateStreamRequest> frame = parse(both.toByteArray());
    assertThat(frame.message()).isEqualTo(other);
    frame.release().run();
    parse(chunk(2, 1 << 20)).release().run();
    assertThat(frame.message()).isEqualTo(other);
  }

  @Test
  void chunksOfAnySize_areRead() {
    for (int size : new int[] {1, 1000, 1 << 16, (1 << 20) + 300, 3 << 20}) {
      ReceivedFrame<AggregateStreamRequest> frame = parse(chunk(4, size));
      assertThat(frame.message()).isEqualTo(chunk(4, size));
      frame.release().run();
    }
  }

  @Test
  void emptyFrame_isRead() {
    assertThat(parse(new byte[0]).message()).isEqualTo(AggregateStreamRequest.getDefaultInstance());
  }

  @Test
  void lengthUnknown_isReadToTheEnd() {
    byte[] bytes = chunk(5, 1 << 18).toByteArray();
    assertThat(marshaller.parse(new ByteArrayInputStream(bytes)).message())
        .isEqualTo(chunk(5, 1 << 18));
  }

  @Test
  void noMessage_isRefusedAsByGrpcItself() {
    byte[] cut = Arrays.copyOf(chunk(6, 1 << 18).toByteArray(), 1 << 17);
    assertThatThrownBy(() -> parse(cut))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL));
  }

  private ReceivedFrame<AggregateStreamRequest> parse(AggregateStreamRequest message) {
    return parse(message.toByteArray());
  }

  private ReceivedFrame<AggregateStreamRequest> parse(byte[] bytes) {
    return marshaller.parse(new Received(bytes));
  }

  private static AggregateStreamRequest chunk(int value, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return AggregateStreamRequest.newBuilder()
        .setChunk(TensorChunk.newBuilder().setData(ByteString.copyFrom(bytes)))
        .build();
  }
}
