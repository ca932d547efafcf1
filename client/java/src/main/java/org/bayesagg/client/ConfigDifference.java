package org.bayesagg.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the choices that a user made with a session's complete configuration. */
final class ConfigDifference {
  private ConfigDifference() {}

  /** The path of a field that is set in {@code wanted} and different in {@code actual}. */
  static Optional<String> first(Message wanted, Message actual) {
    for (Map.Entry<FieldDescriptor, Object> entry : wanted.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.hasPresence() && !actual.hasField(field)) {
        return Optional.of(field.getName());
      }
      Optional<String> inside = value(field, entry.getValue(), actual.getField(field));
      if (inside.isPresent()) {
        return inside.map(path -> field.getName() + path);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> value(FieldDescriptor field, Object wanted, Object actual) {
    if (field.isRepeated()) {
      List<?> left = (List<?>) wanted;
      List<?> right = (List<?>) actual;
      if (left.size() != right.size()) {
        return Optional.of("");
      }
      for (int i = 0; i < left.size(); i++) {
        Optional<String> inside = element(left.get(i), right.get(i));
        if (inside.isPresent()) {
          String index = "[" + i + "]";
          return inside.map(path -> index + path);
        }
      }
      return Optional.empty();
    }
    return element(wanted, actual);
  }

  private static Optional<String> element(Object wanted, Object actual) {
    if (wanted instanceof Message message) {
      return first(message, (Message) actual).map(path -> "." + path);
    }
    return wanted.equals(actual) ? Optional.empty() : Optional.of("");
  }
}
