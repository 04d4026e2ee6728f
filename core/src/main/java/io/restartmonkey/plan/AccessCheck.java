package io.restartmonkey.plan;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the playbook by which is tried, before anything is touched, what plays need on their
 * servers.
 *
 * <ol>
 *   <li>Each play of the playbooks gives one that has its words about users and connections, and
 *       does nothing: it logs in, becomes who the play becomes, and has Python answer if the play's
 *       tasks need it. Tasks that become somebody else are tried as well.
 *   <li>Plays that need the same are one, as each costs a round.
 *   <li>Servers that plays delegate to are tried as root if any play becomes somebody, with Python.
 *   <li>All others are logged in to.
 * </ol>
 *
 * <p>What stands in included files and in roles is not looked at.
 */
public final class AccessCheck {
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_.,:-]+");
  private static final Splitter BETWEEN = Splitter.on(Pattern.compile("[,:]")).omitEmptyStrings();

  private AccessCheck() {}

  /**
   * Makes the text of that playbook.
   *
   * @param playbooks those whose plays are to be run
   * @param delegates the groups of servers that plays delegate to
   * @throws PlaybookException if one of the playbooks cannot be read
   */
  public static String playbook(List<Path> playbooks, List<String> delegates) {
    Map<PlaybookNeeds, Set<String>> named = new LinkedHashMap<>();
    List<String> plays = new ArrayList<>();
    boolean becomes = false;
    for (Path playbook : playbooks) {
      for (Play play : PlaybookReader.read(playbook).ordered()) {
        PlaybookNeeds needs = PlaybookNeeds.of(play);
        becomes |= needs.becomes();
        if (NAMES.matcher(play.hosts()).matches()) {
          named
              .computeIfAbsent(needs, key -> new LinkedHashSet<>())
              .addAll(BETWEEN.splitToList(play.hosts()));
        } else if (!plays.contains(needs.play(play.hosts()))) {
          plays.add(needs.play(play.hosts()));
        }
      }
    }
    Set<String> covered = new LinkedHashSet<>();
    named.values().forEach(covered::addAll);
    StringBuilder text = new StringBuilder("---\n");
    named.forEach((needs, names) -> text.append(needs.play(String.join(":", names))));
    plays.forEach(text::append);
    if (!delegates.isEmpty()) {
      text.append(
          new PlaybookNeeds(becomes ? "become: true" : "", becomes, true, Set.of())
              .play(String.join(":", delegates) + but(covered)));
      covered.addAll(delegates);
    }
    text.append(new PlaybookNeeds("", false, false, Set.of()).play("all" + but(covered)));
    return text.toString();
  }

  private static String but(Set<String> names) {
    StringBuilder pattern = new StringBuilder();
    names.forEach(name -> pattern.append(":!").append(name));
    return pattern.toString();
  }
}
