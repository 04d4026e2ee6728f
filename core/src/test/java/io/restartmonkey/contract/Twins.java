package io.restartmonkey.contract;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which class of tests runs the contract of which port, and what implements a port. The page for
 * contributors has the same as a table.
 */
public final class Twins {
  private static final Set<String> OF_PORTS =
      Set.of("io.restartmonkey.spi", "io.restartmonkey.playbook", "io.restartmonkey.run");

  private final JavaClasses tests;

  /**
   * The twins that some tests run.
   *
   * @param tests the classes of tests, with the fakes
   */
  public Twins(JavaClasses tests) {
    this.tests = tests;
  }

  /** The ports among these classes, by their simple names. */
  public static Set<String> ports(JavaClasses all) {
    return all.stream()
        .filter(Twins::isPort)
        .map(JavaClass::getSimpleName)
        .collect(toCollection(TreeSet::new));
  }

  /** A port is a public interface that anybody can implement. */
  private static boolean isPort(JavaClass type) {
    return type.isInterface()
        && !type.isAnnotation()
        && OF_PORTS.contains(type.getPackageName())
        && type.isTopLevelClass()
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && !type.reflect().isSealed();
  }

  /** The contracts of each port. */
  public SortedMap<String, Set<String>> contracts() {
    SortedMap<String, Set<String>> all = new TreeMap<>();
    tests.stream()
        .filter(type -> type.isAnnotatedWith(ContractOf.class))
        .forEach(type -> ports(type).forEach(port -> add(all, port, type.getSimpleName())));
    return all;
  }

  /** The classes of tests that run a contract of each port. */
  public SortedMap<String, Set<String>> runs(Predicate<JavaClass> which) {
    SortedMap<String, Set<String>> all = new TreeMap<>();
    tests.stream()
        .filter(type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(which)
        .forEach(type -> contractsRunBy(type).forEach(port -> add(all, port, outermost(type))));
    return all;
  }

  /**
   * The classes that implement a port, though no test of their package runs its contract.
   *
   * @param code the classes that may implement ports
   */
  public List<String> withoutContract(JavaClasses code) {
    return code.stream()
        .filter(type -> !type.isInterface() && !type.isAnonymousClass())
        .flatMap(
            type ->
                portsOf(type)
                    .filter(port -> !runsIn(type.getPackageName(), port))
                    .map(port -> type.getName() + " implements " + port))
        .sorted()
        .toList();
  }

  private boolean runsIn(String folder, String port) {
    return runs(type -> type.getPackageName().equals(folder)).containsKey(port);
  }

  private static Stream<String> portsOf(JavaClass type) {
    return type.getAllRawInterfaces().stream().filter(Twins::isPort).map(JavaClass::getSimpleName);
  }

  private static Stream<String> contractsRunBy(JavaClass type) {
    return type.getAllRawInterfaces().stream()
        .filter(contract -> contract.isAnnotatedWith(ContractOf.class))
        .flatMap(Twins::ports);
  }

  private static Stream<String> ports(JavaClass contract) {
    return Stream.of(contract.getAnnotationOfType(ContractOf.class).value())
        .map(Class::getSimpleName);
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(Twins::outermost).orElseGet(type::getSimpleName);
  }

  private static void add(SortedMap<String, Set<String>> all, String port, String what) {
    all.computeIfAbsent(port, name -> new TreeSet<>()).add(what);
  }

  /** The cell for these names. */
  public static String cell(Set<String> names) {
    return names.isEmpty()
        ? "—"
        : names.stream().map(name -> "`" + name + "`").collect(joining(", "));
  }

  /**
   * Rows of the table that the page for contributors has.
   *
   * @param cells which cells of a row, the port's own being 1
   */
  public static SortedMap<String, List<String>> table(Path page, int... cells) throws IOException {
    SortedMap<String, List<String>> all = new TreeMap<>();
    Files.readAllLines(page).stream()
        .dropWhile(line -> !line.startsWith("| port |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Splitter.on('|').trimResults().splitToList(line))
        .forEach(
            row ->
                all.put(
                    row.get(1).replace("`", ""), Arrays.stream(cells).mapToObj(row::get).toList()));
    return all;
  }
}
