package org.bayesagg.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlyFlushTest {
  private static final int RECORD = 16406;

  private final EmbeddedChannel connection = new EmbeddedChannel(new EarlyFlush());

  @AfterEach
  void close() {
    connection.finishAndReleaseAll();
  }

  @Test
  void write_ofOneRecord_waitsForTheFlush() {
    write(RECORD);

    assertThat(sent()).isZero();
    connection.flush();
    assertThat(sent()).isEqualTo(RECORD);
  }

  @Test
  void write_ofTheSecondRecord_sendsBoth() {
    write(RECORD);
    write(RECORD);
    write(RECORD);

    assertThat(sent()).isEqualTo(2 * RECORD);
  }

  @Test
  void flush_ofWhatWaits_countsFromThere() {
    write(RECORD);
    connection.flush();
    write(RECORD);

    assertThat(sent()).isEqualTo(RECORD);
    write(RECORD);
    assertThat(sent()).isEqualTo(2 * RECORD);
  }

  @Test
  void onAccepted_withOtherHandlers_isNearestTheSocket() {
    EmbeddedChannel listening = new EmbeddedChannel(EarlyFlush.onAccepted());
    EmbeddedChannel accepted = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

    listening.writeInbound(accepted);

    assertThat(listening.<Object>readInbound()).isSameAs(accepted);
    assertThat(accepted.pipeline().first()).isInstanceOf(EarlyFlush.class);
    assertThat(accepted.pipeline().toMap()).hasSize(2);
    listening.finishAndReleaseAll();
    accepted.finishAndReleaseAll();
  }

  private void write(int bytes) {
    connection.write(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private int sent() {
    int bytes = 0;
    for (ByteBuf each = connection.readOutbound(); each != null; each = connection.readOutbound()) {
      bytes += each.readableBytes();
      each.release();
    }
    return bytes;
  }
}
