package io.restartmonkey.term;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test is a program of its own, with a class loader of its own. */
class TermsProviderTest {
  @TempDir Path folder;
  private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void giveTheLoaderBack() {
    Thread.currentThread().setContextClassLoader(usual);
  }

  /** The terms of a program. */
  public static final class Ours implements Terms {
    @Override
    public String of(Option option) {
      return "our " + option.name();
    }

    @Override
    public String of(Command command, List<String> arguments) {
      return "our " + command.name() + arguments;
    }
  }

  /** Uses the name of an option itself. */
  public static final class Asking implements Terms {
    @Override
    public String of(Option option) {
      return "our " + option;
    }

    @Override
    public String of(Command command, List<String> arguments) {
      return "our " + command.with(arguments.toArray(String[]::new));
    }
  }

  /** A mistake. */
  public static final class Failing implements Terms {
    @Override
    public String of(Option option) {
      throw new IllegalStateException("it breaks");
    }

    @Override
    public String of(Command command, List<String> arguments) {
      throw new IllegalStateException("it breaks");
    }
  }

  /** Another. */
  @SuppressWarnings("NullAway")
  public static final class Nameless implements Terms {
    @Override
    public String of(Option option) {
      return null;
    }

    @Override
    public String of(Command command, List<String> arguments) {
      return null;
    }
  }

  /** A third. */
  public static final class Unmade implements Terms {
    public Unmade() {
      throw new IllegalStateException("it breaks");
    }

    @Override
    public String of(Option option) {
      return "never";
    }

    @Override
    public String of(Command command, List<String> arguments) {
      return "never";
    }
  }

  @Test
  void shouldUseTheTermsOfTheProgram() throws Exception {
    assertThat(terms(Ours.class.getName())).containsExactly("our FLOOR", "our RESUME[run-1]");
  }

  @Test
  void shouldLetTermsUseTheNamesOfJava() throws Exception {
    assertThat(terms(Asking.class.getName()))
        .containsExactly("our GuardPolicy.floor", "our RestartMonkey.resume(\"run-1\")");
  }

  @Test
  void shouldFindThemBesideCoreWhereTheThreadKnowsNone() throws Exception {
    Thread.currentThread().setContextClassLoader(null);

    assertThat(termsHere(Ours.class.getName())).containsExactly("our FLOOR", "our RESUME[run-1]");
  }

  @ParameterizedTest
  @ValueSource(classes = {Failing.class, Nameless.class, Unmade.class})
  void shouldFallBackOnTheNamesOfJava(Class<?> broken) throws Exception {
    assertThat(terms(broken.getName()))
        .containsExactly("GuardPolicy.floor", "RestartMonkey.resume(\"run-1\")");
  }

  @Test
  void shouldFallBackOnTheNamesOfJavaWhereTheClassIsGone() throws Exception {
    assertThat(terms("no.such.Terms")).first().isEqualTo("GuardPolicy.floor");
  }

  private List<String> terms(String provider) throws Exception {
    try (URLClassLoader program = program(provider)) {
      Thread.currentThread().setContextClassLoader(program);
      return said(program);
    }
  }

  private List<String> termsHere(String provider) throws Exception {
    try (URLClassLoader program = program(provider)) {
      return said(program);
    }
  }

  private static List<String> said(ClassLoader program) throws ReflectiveOperationException {
    Class<?> command = program.loadClass(Command.class.getName());
    Object floor = constant(program.loadClass(Option.class.getName()), "FLOOR");
    return List.of(
        floor.toString(),
        String.valueOf(
            command
                .getMethod("with", String[].class)
                .invoke(constant(command, "RESUME"), (Object) new String[] {"run-1"})));
  }

  private static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
    return type.getField(name).get(null);
  }

  private URLClassLoader program(String provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Terms.class.getName()), provider);
    List<URL> places = new ArrayList<>(List.of(folder.toUri().toURL()));
    for (String place :
        Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
      places.add(url(place));
    }
    return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String place) throws MalformedURLException {
    return Path.of(place).toUri().toURL();
  }
}
