package io.restartmonkey.plan;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the playbooks by which is tried, before anything is touched, what plays need on their
 * servers.
 *
 * <ol>
 *   <li>Each play of the playbooks gives one that has its words about users and connections, and
 *       does nothing: it logs in, becomes who the play becomes, and has Python answer if the play's
 *       tasks need it. Tasks that become somebody else are tried as well.
 *   <li>Plays of one folder that need the same are one, as each costs a round. Those of another
 *       folder, which an import has reached, have files of variables of their own.
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
   * Makes those playbooks.
   *
   * @param folder where those belong that stand for no play
   * @param playbooks those whose plays are to be run
   * @param delegates the groups of servers that plays delegate to
   * @return the text of each, by the folder of the plays that it stands for: Ansible looks there
   *     for their variables. The names of its plays say where they stand
   * @throws PlaybookException if one of the playbooks cannot be read
   */
  public static Map<Path, String> playbooks(
      Path folder, List<Path> playbooks, List<String> delegates) {
    PlaysByNeed plays = new PlaysByNeed();
    for (Path playbook : playbooks) {
      PlaybookReader.read(playbook).ordered().forEach(plays::take);
    }
    Map<Path, String> texts = new LinkedHashMap<>();
    plays.alike.forEach((need, alike) -> add(texts, need.folder(), alike.play(need.needs())));
    Path own = folder.toAbsolutePath().normalize();
    Set<String> covered = plays.covered;
    if (!delegates.isEmpty()) {
      PlaybookNeeds needs = PlaybookNeeds.plain(plays.anyBecomes, true);
      String hosts = String.join(":", delegates) + but(covered);
      add(texts, own, needs.play("what plays delegate to", hosts));
      covered.addAll(delegates);
    }
    PlaybookNeeds nothing = PlaybookNeeds.plain(false, false);
    add(texts, own, nothing.play("all other servers", "all" + but(covered)));
    return texts;
  }

  private static void add(Map<Path, String> texts, Path folder, String play) {
    texts.merge(folder, "---\n" + play, (text, more) -> text + play);
  }

  private static Path folderOf(Play play) {
    return Objects.requireNonNull(play.file().toAbsolutePath().normalize().getParent());
  }

  private static String but(Set<String> names) {
    StringBuilder pattern = new StringBuilder();
    names.forEach(name -> pattern.append(":!").append(name));
    return pattern.toString();
  }

  /** Plays, put together by what they need. */
  private static final class PlaysByNeed {
    private final Map<Need, Alike> alike = new LinkedHashMap<>();
    private final Set<String> covered = new LinkedHashSet<>();
    private boolean anyBecomes;

    void take(Play play) {
      PlaybookNeeds needs = PlaybookNeeds.of(play);
      anyBecomes |= needs.becomes();
      boolean isNames = NAMES.matcher(play.hosts()).matches();
      Need need = new Need(needs, folderOf(play), isNames ? "" : play.hosts());
      List<String> hosts = isNames ? BETWEEN.splitToList(play.hosts()) : List.of(play.hosts());
      alike.computeIfAbsent(need, key -> new Alike()).take(play, hosts);
      covered.addAll(isNames ? hosts : List.of());
    }
  }

  /**
   * What plays that are tried as one have in common.
   *
   * @param pattern their hosts, if these are more than names; otherwise empty
   */
  private record Need(PlaybookNeeds needs, Path folder, String pattern) {}

  /** Plays that are tried as one. */
  private static final class Alike {
    private final Set<String> places = new LinkedHashSet<>();
    private final Set<String> hosts = new LinkedHashSet<>();

    void take(Play play, List<String> names) {
      places.add(play.where());
      hosts.addAll(names);
    }

    String play(PlaybookNeeds needs) {
      String first = places.iterator().next();
      String name = places.size() == 1 ? first : first + " and " + (places.size() - 1) + " more";
      return needs.play(name, String.join(":", hosts));
    }
  }
}
