package io.restartmonkey.layout;

import static java.util.stream.Collectors.joining;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a {@link PackageTable} says, in the words of package-info and of the design notes. */
public final class TableTexts {
  private static final Predicate<String> OF_CORE = name -> name.startsWith(PackageTable.OF_CORE);

  private final PackageTable table;

  /** The texts of this table. */
  public TableTexts(PackageTable table) {
    this.table = table;
  }

  /** The sentence that each package-info should have, by the package. */
  public SortedMap<String, String> sentences() {
    SortedMap<String, String> all = new TreeMap<>();
    table.rows().forEach((name, mayUse) -> all.put(name, sentence(mayUse)));
    return all;
  }

  /** The sentence that each package-info has. */
  public SortedMap<String, String> sentencesIn(Path sources) throws IOException {
    SortedMap<String, String> all = new TreeMap<>();
    for (String name : table.rows().keySet()) {
      String full = table.module() + (name.equals(PackageTable.ROOT) ? "" : "." + name);
      String text =
          Files.readString(sources.resolve(full.replace('.', '/') + "/package-info.java"));
      all.put(name, mayUse(text.substring(0, text.indexOf("*/"))));
    }
    return all;
  }

  private static String mayUse(String javadoc) {
    String text = CharMatcher.whitespace().trimAndCollapseFrom(javadoc.replace("*", " "), ' ');
    int begin = text.indexOf("May use ");
    return begin < 0 ? text : text.substring(begin).replaceFirst("(?<=[}a-zA-Z])\\. .*", ".");
  }

  private static String sentence(List<String> mayUse) {
    List<String> own = mayUse.stream().filter(OF_CORE.negate()).map(TableTexts::code).toList();
    List<String> ofCore = mayUse.stream().filter(OF_CORE).map(TableTexts::code).toList();
    List<String> parts = new ArrayList<>();
    if (!own.isEmpty()) {
      parts.add(enumeration(own));
    }
    if (!ofCore.isEmpty()) {
      parts.add("of core " + enumeration(ofCore));
    }
    return "May use " + (parts.isEmpty() ? "nothing else" : String.join(", and ", parts)) + ".";
  }

  private static String code(String name) {
    String bare = bare(name);
    if (bare.equals(PackageTable.ROOT)) {
      return "the root package";
    }
    return PackageTable.isLibrary(name) ? name : "{@code " + bare + "}";
  }

  private static String bare(String name) {
    return OF_CORE.test(name) ? name.substring(PackageTable.OF_CORE.length()) : name;
  }

  private static String enumeration(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** The last cells that the row of each package should have in the design notes. */
  public SortedMap<String, List<String>> cells() {
    boolean isCore = table.rows().values().stream().flatMap(List::stream).noneMatch(OF_CORE);
    SortedMap<String, List<String>> all = new TreeMap<>();
    for (Map.Entry<String, List<String>> row : table.rows().entrySet()) {
      String own = cell(row.getValue(), OF_CORE.negate(), isCore ? "nothing else" : "nothing");
      String ofCore = cell(row.getValue(), OF_CORE, "nothing");
      all.put(row.getKey(), isCore ? List.of(own) : List.of(own, ofCore));
    }
    return all;
  }

  private static String cell(List<String> names, Predicate<String> which, String none) {
    String all =
        names.stream()
            .filter(which)
            .map(TableTexts::bare)
            .map(name -> PackageTable.isLibrary(name) ? name : marked(name))
            .collect(joining(", "));
    return all.isEmpty() ? none : all;
  }

  private static String marked(String name) {
    return name.equals(PackageTable.ROOT) ? "root" : "`" + name + "`";
  }

  /**
   * The last cells that the rows have.
   *
   * @param head what the table's first line begins with
   * @param cells how many cells of each row
   */
  public SortedMap<String, List<String>> cellsIn(Path page, String head, int cells)
      throws IOException {
    SortedMap<String, List<String>> all = new TreeMap<>();
    List<String> lines = Files.readAllLines(page);
    lines.stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Splitter.on('|').trimResults().splitToList(line))
        .forEach(
            row ->
                all.put(
                    row.get(1).equals("`" + table.module() + "`")
                        ? PackageTable.ROOT
                        : row.get(1).replaceAll("^[`….]*|`$", ""),
                    row.subList(row.size() - 1 - cells, row.size() - 1)));
    return all;
  }
}
