package org.bayesagg.service.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.InvalidRequestException;
import org.bayesagg.service.codec.TooLargeException;

/**
 * Makes errors of the service's own of messages that are none, or are too large: gRPC ends such
 * calls with UNKNOWN, or without a word for machines.
 */
final class ReadableMessages {
  private ReadableMessages() {}

  /** Why a message cannot be read; travels in its place as far as to where errors are mapped. */
  private record Unreadable(RuntimeException why) {}

  /** The same method, of which no message is larger than that. */
  static <Q, R> ServerMethodDefinition<Q, R> of(ServerMethodDefinition<Q, R> method, int most) {
    MethodDescriptor<Q, R> plain = method.getMethodDescriptor();
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        plain.toBuilder()
            .setRequestMarshaller(new CarefulMarshaller<>(plain.getRequestMarshaller(), most))
            .build(),
        (call, headers) -> careful(handler.startCall(call, headers)));
  }

  private static <Q> ServerCall.Listener<Q> careful(ServerCall.Listener<Q> listener) {
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        if ((Object) message instanceof Unreadable unreadable) {
          throw unreadable.why();
        }
        super.onMessage(message);
      }
    };
  }

  private record CarefulMarshaller<Q>(MethodDescriptor.Marshaller<Q> plain, int most)
      implements MethodDescriptor.Marshaller<Q> {
    @Override
    public InputStream stream(Q message) {
      return plain.stream(message);
    }

    @Override
    public Q parse(InputStream stream) {
      try {
        if (stream instanceof KnownLength && stream.available() > most) {
          return instead(TooLargeException.message(stream.available(), most));
        }
        return plain.parse(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        return instead(
            new InvalidRequestException(
                FieldReason.MESSAGE_UNREADABLE,
                "message",
                "bytes that are no message of this method",
                "a protobuf message of the contract"));
      }
    }

    /** Only {@link #careful} sees it: whatever lies between does not look at messages. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <Q> Q instead(RuntimeException why) {
      return (Q) new Unreadable(why);
    }
  }
}
