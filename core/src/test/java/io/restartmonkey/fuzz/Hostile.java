package io.restartmonkey.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes bad input out of good: a few changes, each the same for the same seed. */
public final class Hostile {
  /** The file that is there when any of {@link #commands} was ever evaluated. */
  public static final String CANARY = "CANARY";

  private static final int MAX_CHANGES = 6;

  private static final Pattern VALUE = Pattern.compile("\"[^\"\\\\]*\"|(?<=: )[^\\s,}\\]]+");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "\n",
          "\r\n---\n",
          "\t",
          "\u001b[2J\u001b]0;title\u0007",
          "\u009b31m",
          "\u0085",
          "\u2028",
          "\u202egnp.exe",
          "\u200b",
          "\ufeff",
          "\\u001b[2J",
          "\\e[2J",
          "\\u0000",
          "\\ud800",
          "NaN",
          "Infinity",
          "-1",
          "-0.0",
          "1e999999999",
          "1e-999999999",
          "9223372036854775808",
          "18446744073709551615",
          "9".repeat(2_000),
          "+999999999-12-31T23:59:59.999999999Z",
          "-999999999-01-01T00:00:00Z",
          "2026-02-30T25:61:61Z",
          "null",
          "true",
          "[]",
          "{}",
          "[[[[[[[[[[",
          "{\"a\":{\"a\":{\"a\":",
          "\"",
          "'",
          "\\",
          "h[1:3]",
          "1.10",
          "no",
          "all",
          "localhost",
          "-oProxyCommand=id",
          "../../../../etc/passwd",
          "/dev/zero",
          "%h",
          "%s%n%d",
          "*",
          "&a [*a, *a]",
          "*a",
          "<<: *a",
          "!!java.net.URL \"http://127.0.0.1\"",
          "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
          "!vault |",
          "? :",
          "%YAML 9.9",
          "@",
          "`",
          "x".repeat(5_000));

  private final Random random;

  /** Everything that follows depends on this seed alone. */
  public Hostile(long seed) {
    random = new Random(seed);
  }

  /** Commands for Jinja, shells, SSH and YAML; each of them makes this file. */
  public static List<String> commands(String canary) {
    return List.of(
        "{{ lookup('pipe','touch " + canary + "') }}",
        "{% set x = lookup('pipe','touch " + canary + "') %}",
        "$(touch " + canary + ")",
        "`touch " + canary + "`",
        "; touch " + canary,
        "a\ntouch " + canary,
        "' ; touch " + canary + " ; '",
        "-oProxyCommand=touch " + canary,
        "127.0.0.1 ansible_connection=local ansible_python_interpreter='touch " + canary + "'",
        "!!python/object/apply:os.system ['touch " + canary + "']",
        "| touch " + canary + " |");
  }

  /** A bad text. */
  public String text() {
    return switch (random.nextInt(4)) {
      case 0 -> one(commands(CANARY));
      case 1 -> anything(1 + random.nextInt(80));
      default -> one(TEXTS);
    };
  }

  /** The text with some changes. */
  public byte[] changed(String good) {
    byte[] changed = good.getBytes(UTF_8);
    int changes = 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < changes; i++) {
      changed = change(changed);
    }
    return changed;
  }

  private byte[] change(byte[] bytes) {
    if (bytes.length == 0) {
      return text().getBytes(UTF_8);
    }
    // Latin 1 keeps each byte as it is.
    String text = new String(bytes, ISO_8859_1);
    int from = random.nextInt(text.length());
    int to = from + random.nextInt(Math.min(40, text.length() - from) + 1);
    String before = text.substring(0, from);
    String middle = text.substring(from, to);
    String after = text.substring(to);
    String bad = new String(text().getBytes(UTF_8), ISO_8859_1);
    String changed =
        switch (random.nextInt(9)) {
          case 0 -> before + (char) random.nextInt(256) + text.substring(from + 1);
          case 1 -> before + bad + middle + after;
          case 2 -> before + bad + after;
          case 3 -> before + after;
          case 4 -> before + middle.repeat(1 + random.nextInt(50)) + after;
          case 5 -> before;
          case 6 -> before + opening().repeat(1 + random.nextInt(3_000)) + middle + after;
          default -> withOtherValue(text, bad);
        };
    return changed.getBytes(ISO_8859_1);
  }

  /** The text with another value in the place of one between quotes, or behind a colon. */
  private String withOtherValue(String text, String bad) {
    List<int[]> values = new ArrayList<>();
    Matcher matcher = VALUE.matcher(text);
    while (matcher.find()) {
      values.add(new int[] {matcher.start(), matcher.end()});
    }
    if (values.isEmpty()) {
      return text + bad;
    }
    int[] place = values.get(random.nextInt(values.size()));
    boolean quoted = text.charAt(place[0]) == '"' && random.nextInt(4) > 0;
    return text.substring(0, place[0])
        + (quoted ? "\"" + escaped(bad) + "\"" : bad)
        + text.substring(place[1]);
  }

  /** As JSON and YAML write it between quotes, so that it gets past their readers. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                escaped.append(
                    c < ' ' || c == '"' || c == '\\'
                        ? "\\u%04x".formatted(c)
                        : String.valueOf((char) c)));
    return escaped.toString();
  }

  private String opening() {
    return one(List.of("[", "{\"a\":", "- ", "{a: ", "(", "\"", "  ", "&a [", "\n", ","));
  }

  private String anything(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> random.nextInt(0x100);
            case 2 -> random.nextInt(0x3000);
            default -> ' ' + random.nextInt(0x5f);
          });
    }
    return text.toString();
  }

  private String one(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }
}
