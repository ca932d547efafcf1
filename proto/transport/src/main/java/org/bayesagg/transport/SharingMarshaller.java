package org.bayesagg.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads messages whose bytes fields share the one array into which the message was read, where
 * gRPC's own marshaller copies every field out of it. Writes as that does.
 *
 * <p>A field holds on to the whole message: for messages that are mostly one tensor, or are dropped
 * once they are decoded.
 */
public final class SharingMarshaller<M extends Message> implements MethodDescriptor.Marshaller<M> {
  private final MethodDescriptor.Marshaller<M> plain;
  private final Parser<M> parser;

  /** Reads with {@code parser}, writes as {@code plain} does. */
  public SharingMarshaller(MethodDescriptor.Marshaller<M> plain, Parser<M> parser) {
    this.plain = plain;
    this.parser = parser;
  }

  @Override
  public InputStream stream(M message) {
    return plain.stream(message);
  }

  @Override
  public M parse(InputStream stream) {
    if (!(stream instanceof KnownLength)) {
      return plain.parse(stream);
    }
    try {
      byte[] bytes = new byte[stream.available()];
      int read = stream.readNBytes(bytes, 0, bytes.length);
      return parse(parser, bytes, read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message in the first {@code size} bytes, which its fields share. */
  static <M extends Message> M parse(Parser<M> parser, byte[] bytes, int size) throws IOException {
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes, 0, size).newCodedInput();
    input.enableAliasing(true);
    try {
      M message = parser.parseFrom(input);
      input.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("Invalid protobuf byte sequence")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
