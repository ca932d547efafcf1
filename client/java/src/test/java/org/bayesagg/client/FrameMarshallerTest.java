package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.StreamedAnswer;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class FrameMarshallerTest {
  private final FrameMarshaller<AggregateStreamResponse> marshaller =
      new FrameMarshaller<>(
          ProtoUtils.marshaller(AggregateStreamResponse.getDefaultInstance()),
          AggregateStreamResponse.parser(),
          AggregateStreamResponse::hasChunk);

  /** What the network hands over. */
  private static final class Received extends ByteArrayInputStream implements KnownLength {
    Received(byte[] bytes) {
      super(bytes);
    }
  }

  @Test
  void chunk_isReadIntoTheArrayOfOneThatWasReleased() {
    ReceivedFrame<AggregateStreamResponse> first = parse(chunk(1, 1 << 20));
    assertThat(first.message()).isEqualTo(chunk(1, 1 << 20));
    first.release().run();
    ReceivedFrame<AggregateStreamResponse> second = parse(chunk(2, 1 << 19));

    assertThat(second.message()).isEqualTo(chunk(2, 1 << 19));
    assertThat(first.message().getChunk().getData().byteAt(1 << 18)).isEqualTo((byte) 2);
  }

  @Test
  void chunk_notReleased_keepsItsBytes() {
    ReceivedFrame<AggregateStreamResponse> first = parse(chunk(1, 1 << 20));
    parse(chunk(2, 1 << 20)).release().run();
    assertThat(parse(chunk(3, 1 << 20)).message()).isEqualTo(chunk(3, 1 << 20));
    assertThat(first.message()).isEqualTo(chunk(1, 1 << 20));
  }

  @Test
  void frameThatOnlyBeginsAsAChunk_keepsItsBytes() {
    AggregateStreamResponse other =
        AggregateStreamResponse.newBuilder()
            .setAnswer(StreamedAnswer.newBuilder().setSequence(7))
            .build();
    ByteString both = chunk(1, 1 << 20).toByteString().concat(other.toByteString());
    ReceivedFrame<AggregateStreamResponse> frame = parse(both.toByteArray());
    assertThat(frame.message()).isEqualTo(other);
    frame.release().run();
    parse(chunk(2, 1 << 20)).release().run();
    assertThat(frame.message()).isEqualTo(other);
  }

  @Test
  void chunksOfAnySize_areRead() {
    for (int size : new int[] {1, 1000, 1 << 16, (1 << 20) + 300, 3 << 20}) {
      ReceivedFrame<AggregateStreamResponse> frame = parse(chunk(4, size));
      assertThat(frame.message()).isEqualTo(chunk(4, size));
      frame.release().run();
    }
  }

  @Test
  void emptyFrame_isRead() {
    assertThat(parse(new byte[0]).message())
        .isEqualTo(AggregateStreamResponse.getDefaultInstance());
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

  private ReceivedFrame<AggregateStreamResponse> parse(AggregateStreamResponse message) {
    return parse(message.toByteArray());
  }

  private ReceivedFrame<AggregateStreamResponse> parse(byte[] bytes) {
    return marshaller.parse(new Received(bytes));
  }

  private static AggregateStreamResponse chunk(int value, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return AggregateStreamResponse.newBuilder()
        .setChunk(TensorChunk.newBuilder().setData(ByteString.copyFrom(bytes)))
        .build();
  }
}
