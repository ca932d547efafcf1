package org.bayesagg.service.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads an access file:
 *
 * <pre>{@code
 * identities:
 *   - name: trainers
 *     tokenSha256: ["<64 hexadecimal digits>"]
 *     certificates: ["CN=trainer-1", "spiffe://lab/trainer"]
 *     stepsPerSecond: 200
 *     grants:
 *       - sessions: ["run-*"]
 *         right: contribute
 * }</pre>
 *
 * <p>What it does not know it refuses: a misspelt key must not take a limit away.
 */
final class AccessFile {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private AccessFile() {}

  /**
   * The identities.
   *
   * @throws IllegalArgumentException naming the place, what is there and what was expected
   */
  static AccessList parse(String text) {
    Object root;
    try {
      root = new Load(LoadSettings.builder().setLabel("access file").build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("no YAML: " + e.getMessage(), e);
    }
    YamlNode top = YamlNode.root(root);
    top.allow("identities");
    List<AccessList.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode each : top.required("identities").elements()) {
      AccessList.Entry entry = identity(each);
      if (!names.add(entry.identity().name())) {
        throw each.required("name").wrong("a name that no other identity has");
      }
      entries.add(entry);
    }
    return new AccessList(entries);
  }

  private static AccessList.Entry identity(YamlNode node) {
    node.allow("name", "tokenSha256", "certificates", "stepsPerSecond", "grants");
    List<Grant> grants = new ArrayList<>();
    node.required("grants").elements().forEach(each -> grants.add(grant(each)));
    List<String> tokens = new ArrayList<>();
    for (YamlNode token : node.optional("tokenSha256").elements()) {
      String digest = String.valueOf(token.value()).toLowerCase(Locale.ROOT);
      if (!DIGEST.matcher(digest).matches()) {
        // Whatever stands there may be a token: it is not repeated.
        throw new IllegalArgumentException(
            token.path() + ": expected the SHA-256 of a token, 64 hexadecimal digits");
      }
      tokens.add(digest);
    }
    List<String> certificates =
        node.optional("certificates").elements().stream().map(YamlNode::text).toList();
    if (tokens.isEmpty() && certificates.isEmpty()) {
      throw new IllegalArgumentException(
          node.path() + ": nobody can be that: expected tokenSha256 or certificates");
    }
    YamlNode rate = node.optional("stepsPerSecond");
    return new AccessList.Entry(
        new Identity(
            node.required("name").text(),
            grants,
            rate.isAbsent() ? OptionalInt.empty() : OptionalInt.of(rate.count())),
        tokens,
        certificates);
  }

  private static Grant grant(YamlNode node) {
    node.allow("sessions", "right");
    YamlNode right = node.required("right");
    for (Right each : Right.values()) {
      if (each.name().equalsIgnoreCase(right.text())) {
        return new Grant(
            node.required("sessions").elements().stream().map(YamlNode::text).toList(), each);
      }
    }
    throw right.wrong("read, contribute or administer");
  }
}
