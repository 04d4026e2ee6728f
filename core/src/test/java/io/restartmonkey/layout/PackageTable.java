package io.restartmonkey.layout;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which packages of a module may use which others, and which libraries. All may use the JDK, Guava,
 * JSpecify and the annotations of RecordBuilder. A package has the name that follows the module's
 * own: {@code plan}, or {@code root} for the module's own package. A package of core that another
 * module uses is {@code core.plan}.
 */
public final class PackageTable {
  /** The module's own package. */
  public static final String ROOT = "root";

  /** What the name of a package of core begins with in another module. */
  public static final String OF_CORE = "core.";

  private static final String CORE = "io.restartmonkey";
  private static final Set<String> FOR_ALL =
      Set.of("java", "javax", "com.google.common", "org.jspecify", "io.soabase.recordbuilder");
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "com.fasterxml.jackson", "Jackson",
          "org.apache.commons.exec", "commons-exec",
          "org.apache.commons.pool2", "commons-pool",
          "org.slf4j", "SLF4J",
          "org.yaml.snakeyaml", "SnakeYAML",
          "picocli", "picocli",
          "redis.clients.jedis", "Jedis");

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([a-z0-9_.]+)[.][A-Z]", Pattern.MULTILINE);

  private final String module;
  private final Map<String, List<String>> rows;

  /**
   * A table.
   *
   * @param module the module's own package
   * @param rows what each package may use, by its name
   */
  public PackageTable(String module, Map<String, List<String>> rows) {
    this.module = module;
    this.rows = Map.copyOf(rows);
  }

  /** The packages, and what each may use. */
  public Map<String, List<String>> rows() {
    return rows;
  }

  /** The module's own package. */
  public String module() {
    return module;
  }

  /** What the table says, in the form of {@link #used}. */
  public SortedMap<String, Set<String>> allowed() {
    return new TreeMap<>(
        rows.entrySet().stream()
            .collect(toMap(Map.Entry::getKey, e -> new TreeSet<>(e.getValue()))));
  }

  /**
   * What each package does use, by its byte-code or an import: constants and the links of Javadoc
   * leave no trace in byte-code. What nothing here has a name for has its full name.
   */
  public SortedMap<String, Set<String>> used(JavaClasses all, Path sources) throws IOException {
    SortedMap<String, Set<String>> used = new TreeMap<>();
    for (JavaClass type : all) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> !target.isPrimitive())
          .forEach(target -> note(used, type.getPackageName(), target.getPackageName()));
    }
    for (Path file : files(sources)) {
      String folder = sources.relativize(requireNonNull(file.getParent())).toString();
      IMPORT
          .matcher(Files.readString(file))
          .results()
          .forEach(found -> note(used, folder.replace('/', '.'), found.group(1)));
    }
    return used;
  }

  private static List<Path> files(Path sources) throws IOException {
    try (Stream<Path> all = Files.walk(sources)) {
      return all.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private void note(Map<String, Set<String>> used, String user, String target) {
    Set<String> of = used.computeIfAbsent(name(user), name -> new TreeSet<>());
    if (!target.equals(user) && FOR_ALL.stream().noneMatch(one -> isIn(target, one))) {
      of.add(name(target));
    }
  }

  private String name(String fullName) {
    return below(module, fullName)
        .or(() -> below(CORE, fullName).map(OF_CORE::concat))
        .or(
            () ->
                LIBRARIES.keySet().stream()
                    .filter(library -> isIn(fullName, library))
                    .map(LIBRARIES::get)
                    .findFirst())
        .orElse(fullName);
  }

  private static Optional<String> below(String base, String fullName) {
    if (!isIn(fullName, base)) {
      return Optional.empty();
    }
    return Optional.of(fullName.equals(base) ? ROOT : fullName.substring(base.length() + 1));
  }

  private static boolean isIn(String fullName, String base) {
    return fullName.equals(base) || fullName.startsWith(base + ".");
  }

  /** Whether this is the name of a library, not of a package of ours. */
  static boolean isLibrary(String name) {
    return LIBRARIES.containsValue(name);
  }
}
