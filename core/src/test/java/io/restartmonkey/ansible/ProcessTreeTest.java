package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTreeTest {
  private static final List<String> SLEEP = List.of("sleep", "3000");
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
  }

  @Test
  void shouldFindAndEndAProcessOfThisUser() throws IOException {
    Process ours = start(SLEEP);
    awaitProgram(ours, "sleep");
    assertThat(found()).containsExactly(ours.pid());

    ProcessTree.end(folder, Optional.empty());

    assertThat(ours.isAlive()).isFalse();
  }

  @Test
  void shouldBelieveNoProcessOfAnotherUser() throws IOException {
    assumeRoot();
    Process theirs = start(asNobody(SLEEP));
    awaitProgram(theirs, "sleep");

    assertThat(found()).isEmpty();
    ProcessTree.end(folder, Optional.empty());
    assertThat(theirs.isAlive()).isTrue();
  }

  /** Such as {@code sudo}, which waits for a password as root, in the environment of anybody. */
  @Test
  void shouldBelieveNoProgramThatTakesOnAnotherUser() throws IOException {
    assumeRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    String program = Files.copy(Path.of("/usr/bin/sleep"), folder.resolve("sleep")).toString();
    Files.setAttribute(Path.of(program), "unix:mode", 04755);
    Process byNobody = start(asNobody(List.of(program, "3000")));
    Process byRoot = start(List.of(program, "3000"));
    awaitProgram(byNobody, program);
    awaitProgram(byRoot, program);

    assertThat(found()).isEmpty();
  }

  /** As {@code ProxyJump} does it. */
  @Test
  void shouldTakeWhatASharedConnectionGoesThroughForAPartOfIt() throws IOException {
    Process master =
        start(List.of("bash", "-c", "exec -a 'ssh: /cp/0123456789 [mux]' sh -c 'sleep 3000; :'"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> found().size() == 2 && master.descendants().count() == 1);

    assertThat(ProcessTree.marked(folder::equals)).allMatch(ProcessTree.Marked::isSharedConnection);
    ProcessTree.end(folder, Optional.empty());
  }

  @Test
  void shouldPassOverAMarkThatIsNoPathHere() throws Exception {
    Process ours = start(SLEEP);
    Process odd =
        start(
            List.of(
                "sh",
                "-c",
                "exec env %s=$(printf '/\\303\\274') sleep 3000".formatted(ProcessTree.MARK)));
    awaitProgram(ours, "sleep");
    awaitProgram(odd, "sleep");

    ProcessBuilder look =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes(ProcessTree.class) + ":" + classes(Look.class),
            Look.class.getName(),
            folder.toString());
    look.environment().put("LC_ALL", "C");
    Process looking = look.redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(looking.inputReader().lines()).containsExactly(Long.toString(ours.pid()));
  }

  /** A program that looks for the processes of a folder, for a locale of its own. */
  static final class Look {
    private Look() {}

    public static void main(String[] arguments) {
      ProcessTree.marked(Path.of(arguments[0])::equals)
          .forEach(marked -> System.out.println(marked.process().pid()));
    }
  }

  private List<Long> found() {
    return ProcessTree.marked(folder::equals).stream()
        .map(marked -> marked.process().pid())
        .toList();
  }

  private Process start(List<String> words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put(ProcessTree.MARK, folder.toString());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static List<String> asNobody(List<String> words) {
    return Stream.of(AS_NOBODY, words).flatMap(List::stream).toList();
  }

  private static void assumeRoot() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
  }

  private static void awaitProgram(Process process, String program) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> ProcEntry.of(process.toHandle()).commandLine().startsWith(program + " "));
  }

  private static Path classes(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
