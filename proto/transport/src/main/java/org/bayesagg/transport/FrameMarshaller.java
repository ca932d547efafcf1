package org.bayesagg.transport;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/**
 * Reads the frames of a stream as {@link SharingMarshaller} does, chunks into arrays that are used
 * again once a chunk has been decoded. Thread-safe.
 */
public final class FrameMarshaller<M extends Message>
    implements MethodDescriptor.Marshaller<ReceivedFrame<M>> {
  /** How a frame begins that is a chunk: field 2 both ways, a message. */
  private static final int CHUNK_TAG = 2 << 3 | 2;

  private final MethodDescriptor.Marshaller<M> plain;
  private final Parser<M> parser;
  private final Predicate<M> isChunk;
  private final ChunkArrays arrays = new ChunkArrays();

  /** Reads with {@code parser}, writes as {@code plain} does; {@code isChunk} knows a chunk. */
  public FrameMarshaller(
      MethodDescriptor.Marshaller<M> plain, Parser<M> parser, Predicate<M> isChunk) {
    this.plain = plain;
    this.parser = parser;
    this.isChunk = isChunk;
  }

  @Override
  public InputStream stream(ReceivedFrame<M> frame) {
    return plain.stream(frame.message());
  }

  @Override
  public ReceivedFrame<M> parse(InputStream stream) {
    if (!(stream instanceof KnownLength)) {
      return new ReceivedFrame<>(plain.parse(stream), () -> {});
    }
    try {
      int size = stream.available();
      int first = stream.read();
      byte[] bytes = first == CHUNK_TAG ? arrays.take(size) : new byte[size];
      int read = 0;
      if (first >= 0) {
        bytes[0] = (byte) first;
        read = 1 + stream.readNBytes(bytes, 1, size - 1);
      }
      M message = SharingMarshaller.parse(parser, bytes, read);
      // A frame that began as a chunk and is none may be kept, and its bytes with it.
      return new ReceivedFrame<>(
          message, isChunk.test(message) ? () -> arrays.giveBack(bytes) : () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
