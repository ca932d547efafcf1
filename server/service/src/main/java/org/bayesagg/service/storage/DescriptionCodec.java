package org.bayesagg.service.storage;

import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.service.codec.ConfigBytes;
import org.bayesagg.service.session.SessionStorage.Description;

/** What a session is, as bytes. */
final class DescriptionCodec {
  private DescriptionCodec() {}

  static void write(Description session, ChunkOutput out) {
    out.writeText(session.id());
    out.writeText(session.fingerprint());
    out.writeInstant(session.createTime());
    out.writeBytes(ConfigBytes.write(session.settings()));
  }

  static Description read(ChunkInput in) {
    String id = in.readText();
    String fingerprint = in.readText();
    var createTime = in.readInstant();
    byte[] config = in.readBytes();
    if (config == null) {
      throw new CorruptStateException("a configuration is missing");
    }
    try {
      return new Description(id, fingerprint, ConfigBytes.read(config), createTime);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException(e.getMessage(), e);
    }
  }
}
