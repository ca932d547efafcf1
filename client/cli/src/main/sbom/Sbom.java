import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Completes the bill of materials of the runnable jar. Maven knows which jars go into it, but not
 * what those carry in them: classes of other libraries, which say so by their {@code
 * pom.properties}, and the page's scripts, by their {@code package.json}. Runs in the build, on the
 * class path that is packed, and fails where list and class path differ.
 */
final class Sbom {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sbom() {}

  /** Reads Maven's list, the first argument, and writes the complete one, the second. */
  public static void main(String[] arguments) throws IOException {
    JsonNode bom = JSON.readTree(Path.of(arguments[0]).toFile());
    Map<String, ObjectNode> listed = new HashMap<>();
    for (JsonNode component : bom.get("components")) {
      listed.put(sha256Of(component), (ObjectNode) component);
      // Home pages and servers of other projects: they identify nothing, and many are gone.
      ((ObjectNode) component).remove("externalReferences");
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      // This module's own classes: the subject of the list.
      if (Files.isDirectory(jar)) {
        continue;
      }
      ObjectNode component = listed.remove(sha256Of(jar));
      if (component == null) {
        throw new IllegalStateException("packed, but not listed: " + jar.getFileName());
      }
      // Jars of this build have the umask in them; nobody but the build sees them.
      if (component.path("group").equals(bom.at("/metadata/component/group"))) {
        component.remove("hashes");
      }
      Collection<ObjectNode> carried = carriedBy(jar, component).values();
      if (!carried.isEmpty()) {
        component.putArray("components").addAll(carried);
      }
    }
    if (!listed.isEmpty()) {
      throw new IllegalStateException("listed, but not packed: " + listed.values());
    }
    DefaultPrettyPrinter lines =
        new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    Files.writeString(Path.of(arguments[1]), JSON.writer(lines).writeValueAsString(bom) + "\n");
  }

  /** What is in a jar beside what it is, by package URL. */
  private static SortedMap<String, ObjectNode> carriedBy(Path jar, JsonNode component)
      throws IOException {
    SortedMap<String, ObjectNode> carried = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
          Properties pom = new Properties();
          try (InputStream in = zip.getInputStream(entry)) {
            pom.load(in);
          }
          addLibrary(carried, component, pom);
        } else if (name.endsWith("/package.json")) {
          try (InputStream in = zip.getInputStream(entry)) {
            addScript(carried, component, JSON.readTree(in));
          }
        }
      }
    }
    return carried;
  }

  private static void addLibrary(
      Map<String, ObjectNode> carried, JsonNode component, Properties pom) {
    String group = pom.getProperty("groupId");
    String name = pom.getProperty("artifactId");
    String version = pom.getProperty("version");
    if (group.equals(component.path("group").asText())
        && name.equals(component.path("name").asText())) {
      return;
    }
    ObjectNode library =
        part(carried, component, "pkg:maven/" + group + "/" + name + "@" + version);
    library.put("group", group);
    library.put("name", name);
    library.put("version", version);
  }

  private static void addScript(Map<String, ObjectNode> carried, JsonNode component, JsonNode npm) {
    String name = npm.get("name").asText();
    String version = npm.get("version").asText();
    ObjectNode script =
        part(carried, component, "pkg:npm/" + name.replace("@", "%40") + "@" + version);
    script.put("name", name);
    script.put("version", version);
    script
        .putArray("licenses")
        .addObject()
        .putObject("license")
        .put("id", npm.get("license").asText());
  }

  private static ObjectNode part(
      Map<String, ObjectNode> carried, JsonNode component, String address) {
    ObjectNode part = JSON.createObjectNode();
    part.put("type", "library");
    part.put("bom-ref", component.get("bom-ref").asText() + "#" + address);
    part.put("purl", address);
    carried.put(address, part);
    return part;
  }

  private static String sha256Of(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.get("alg").asText().equals("SHA-256")) {
        return hash.get("content").asText();
      }
    }
    throw new IllegalStateException("listed without SHA-256: " + component);
  }

  private static String sha256Of(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
