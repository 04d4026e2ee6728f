package io.restartmonkey.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives a reader bad input, again and again, and holds it to this:
 *
 * <ol>
 *   <li>It returns, or throws one of the exceptions that it documents.
 *   <li>What of the input an operator is shown, in a value or in the exception's message, has no
 *       control character, and a message is one line.
 *   <li>It takes no more memory than befits the size of the input.
 * </ol>
 *
 * <p>The system property {@code restartmonkey.fuzz.seeds} says how many inputs are made, {@code
 * restartmonkey.fuzz.first} the first seed. What goes wrong is told with its seed and its input.
 */
public final class Fuzz {
  private static final long SEEDS = Long.getLong("restartmonkey.fuzz.seeds", 400);
  private static final long FIRST = Long.getLong("restartmonkey.fuzz.first", 1);
  private static final long ANYWAY = 16L << 20;
  private static final long PER_BYTE = 600;
  private static final int MAX_MESSAGE_LENGTH = 3_000;
  private static final int MAX_SHOWN = 4_000;

  /** Reads an input. */
  public interface Reader {
    /** Returns the texts that an operator would be shown. */
    Collection<String> read(byte[] input) throws Exception;
  }

  private final Reader reader;
  private final List<Class<? extends Exception>> documented;

  private Fuzz(Reader reader, List<Class<? extends Exception>> documented) {
    this.reader = reader;
    this.documented = documented;
  }

  /** Holds this reader to it, which throws nothing. */
  public static Fuzz of(Reader reader) {
    return new Fuzz(reader, List.of());
  }

  /** Holds this reader to it, which may throw this exception. */
  public static Fuzz of(Reader reader, Class<? extends Exception> documented) {
    return new Fuzz(reader, List.of(documented));
  }

  /** With these good inputs changed for the worse, and with each file in this folder. */
  public void check(Path corpus, String... good) throws IOException {
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) {
        check(file.toString(), Files.readAllBytes(file));
      }
    }
    check(good);
  }

  /** With these good inputs changed for the worse. */
  public void check(String... good) {
    for (String each : good) {
      check("the good input", each.getBytes(UTF_8));
    }
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      check("seed " + seed, new Hostile(seed).changed(good[(int) (seed % good.length)]));
    }
  }

  private void check(String name, byte[] input) {
    long most = ANYWAY + PER_BYTE * input.length;
    long taken = taken(name, input);
    if (taken > most) {
      taken = taken(name, input); // The first reading of all loads classes.
    }
    if (taken > most) {
      throw failure(name, input, "it took %d bytes".formatted(taken), null);
    }
  }

  /** Bytes that were allocated to read this. */
  private long taken(String name, byte[] input) {
    long before = allocated();
    try {
      for (String text : reader.read(input)) {
        require(isPrintable(text), "it shows control characters: " + visible(text));
      }
    } catch (Exception e) {
      judge(name, input, e);
    } catch (AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw failure(name, input, e.toString(), e);
    }
    return allocated() - before;
  }

  private void judge(String name, byte[] input, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (documented.stream().noneMatch(type -> type.isInstance(e))) {
      throw failure(name, input, "not documented: " + e, e);
    } else if (!isPrintable(message)) {
      throw failure(name, input, "its message is not one line: " + visible(message), e);
    } else if (message.length() > MAX_MESSAGE_LENGTH) {
      throw failure(name, input, "its message has %d characters".formatted(message.length()), e);
    }
  }

  private static AssertionError failure(
      String name, byte[] input, String what, @Nullable Throwable cause) {
    return new AssertionError(
        "%s: %s%ninput of %d bytes: %s".formatted(name, what, input.length, visible(input)), cause);
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new AssertionError(otherwise);
    }
  }

  /** Whether a terminal shows this as one line, and as what it is. */
  public static boolean isPrintable(String text) {
    return text.codePoints()
        .map(Character::getType)
        .noneMatch(
            type ->
                type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR);
  }

  private static String visible(byte[] input) {
    byte[] shown = Arrays.copyOf(input, Math.min(input.length, MAX_SHOWN));
    return visible(new String(shown, ISO_8859_1));
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                visible.append(
                    c >= ' ' && c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return visible.toString();
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
