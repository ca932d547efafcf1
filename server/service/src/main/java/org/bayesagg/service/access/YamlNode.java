package org.bayesagg.service.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A place in a YAML file. What is not as asked throws {@code IllegalArgumentException} naming it.
 *
 * @param path to it, for people
 * @param value what is there; null: nothing
 */
record YamlNode(String path, Object value) {
  private static final String ROOT = "the file";

  static YamlNode root(Object value) {
    return new YamlNode(ROOT, value);
  }

  boolean isAbsent() {
    return value == null;
  }

  void allow(String... keys) {
    for (Object key : map().keySet()) {
      if (!List.of(keys).contains(key)) {
        throw new IllegalArgumentException(
            path + ": got the key \"" + key + "\", expected " + String.join(", ", keys));
      }
    }
  }

  YamlNode optional(String key) {
    return new YamlNode(path.equals(ROOT) ? key : path + "." + key, map().get(key));
  }

  YamlNode required(String key) {
    YamlNode node = optional(key);
    if (node.isAbsent()) {
      throw new IllegalArgumentException(node.path() + " is missing");
    }
    return node;
  }

  private Map<?, ?> map() {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrong("keys and values");
  }

  List<YamlNode> elements() {
    if (isAbsent()) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong("a list");
    }
    List<YamlNode> nodes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      nodes.add(new YamlNode(path + "[" + i + "]", list.get(i)));
    }
    return nodes;
  }

  String text() {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw wrong("a text");
  }

  int count() {
    if (value instanceof Integer number && number > 0) {
      return number;
    }
    throw wrong("a whole number above 0");
  }

  IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        path + ": got " + (isAbsent() ? "nothing" : value) + ", expected " + expected);
  }
}
