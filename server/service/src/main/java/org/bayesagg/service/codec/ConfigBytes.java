package org.bayesagg.service.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.SessionConfig;

/** Settings as the bytes of the complete configuration that describes them. */
public final class ConfigBytes {
  private ConfigBytes() {}

  /** The bytes. */
  public static byte[] write(SessionSettings settings) {
    return ConfigWriter.write(settings).toByteArray();
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if the bytes are no configuration that makes sense
   */
  public static SessionSettings read(byte[] bytes) {
    try {
      return ConfigReader.read(SessionConfig.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | InvalidRequestException e) {
      throw new IllegalArgumentException("no session's configuration: " + e.getMessage(), e);
    }
  }
}
