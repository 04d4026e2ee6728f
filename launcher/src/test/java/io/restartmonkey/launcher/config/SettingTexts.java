package io.restartmonkey.launcher.config;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Values for any setting as they may stand in the file: good for some settings, bad for others. */
final class SettingTexts {
  /** A time zone that there is not; to know that is beyond a schema. */
  static final String NO_ZONE = "Nowhere/Land";

  private static final int RANDOM_NUMBERS = 10;

  private static final List<Integer> EDGES =
      List.of(
          0,
          1,
          5,
          9,
          10,
          24,
          25,
          30,
          60,
          61,
          99,
          100,
          101,
          720,
          721,
          1000,
          1001,
          1024,
          1025,
          3600,
          3601,
          10_000,
          10_001,
          65_535,
          65_536,
          86_400,
          100_000,
          100_001,
          1_000_000,
          1_000_001,
          3_600_000,
          999_999_999,
          2_147_483_647);

  private static final String WORDS =
      """
      true
      false
      yes
      Off
      ALL
      localhost
      auto
      warm
      plain
      app
      _x
      a-b
      a.b
      a b
      9a
      Ä
      -1
      1.5
      007
      007s
      10 s
      1d
      1234567890s
      reboot
      retire
      Reboot
      reboot,replace
      replace , reboot,
      app,,proxy
      app,a b
      ,
      x/y
      redis://h
      redis://h:7/
      redis://h:
      redis://h:00080
      redis://h:65536
      redis://h:0
      redis://h/x
      redis://h/12345
      redis://[::1]:6379
      redis://::1:6379
      redis://u:p@h
      redis://a,b
      redis://a#m
      redis://a b
      rediss-cluster://a,b:7
      redis-cluster://a, b
      redis-cluster://a,,b
      redis-cluster://a/0
      redis-cluster://a/3
      redis-sentinel://a,b:7/2#main
      redis-sentinel://a
      redis-sentinels://a#m
      http://h
      Sun 02:00-04:00 Europe/Berlin
      sat-SUN 22:00-04:00 UTC, * 12:00-12:05 UTC
      Sun 24:00-04:00 UTC
      Son 02:00-04:00 UTC
      Sun 2:00-4:00 UTC
      Sun 02:00-04:00 Nowhere/Land
      Sunday
      """;

  private SettingTexts() {}

  /** Each word and number once, written as it is, in quotes or as a list. */
  static List<String> generated(Random random) {
    List<String> words = new ArrayList<>(Splitter.on('\n').omitEmptyStrings().splitToList(WORDS));
    words.addAll(List.of("", " ", "a".repeat(63), "a".repeat(64)));
    IntStream.concat(
            EDGES.stream().mapToInt(Integer::intValue), random.ints(RANDOM_NUMBERS, 0, 1_200_000))
        .forEach(number -> addWithUnits(words, number));
    return words.stream().map(word -> written(word, random)).toList();
  }

  private static void addWithUnits(List<String> words, int number) {
    List.of("", "ms", "s", "m", "h").forEach(unit -> words.add(number + unit));
  }

  private static String written(String word, Random random) {
    boolean isPlain = word.matches("[A-Za-z1-9_-][A-Za-z0-9_.-]*|0(ms|[smh])?");
    return switch (random.nextInt(isPlain ? 6 : 4)) {
      case 0 -> "[\"" + word + "\"]";
      case 1 -> "'" + word + "'";
      case 2, 3 -> "\"" + word + "\"";
      default -> word;
    };
  }
}
