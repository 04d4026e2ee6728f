package io.restartmonkey.launcher.config;

import static java.util.stream.Collectors.joining;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that the program was started in, and what is taken from it though nobody named it.
 *
 * <ol>
 *   <li>The configuration, if it and its folder belong to this user or to root and nobody else can
 *       write to them; if it is a link, so must be what it leads to.
 *   <li>Playbooks, template and run folders, unless everybody can write to this folder. They may be
 *       another user's: a checkout is, that is used through sudo.
 * </ol>
 *
 * <p>Where files have no owners, everything is taken.
 *
 * @param folder the folder
 * @param user the id of the user that this runs as
 */
record CurrentFolder(Path folder, int user) {
  static final String CONFIGURATION = "restart-monkey.yaml";

  private static final String CURE = "name it with --config";
  private static final int NOBODY = -1;

  static CurrentFolder ofThisProcess() {
    return new CurrentFolder(Path.of(""), thisUser());
  }

  private static int thisUser() {
    try {
      return OwnedPath.of(Path.of("/proc/self")).owner();
    } catch (IOException | UnsupportedOperationException e) {
      return NOBODY; // Then what belongs to root is taken, and no more.
    }
  }

  /**
   * The configuration, if there is one.
   *
   * @throws ConfigException if somebody else can have written it
   */
  Optional<Path> configuration() {
    Path file = folder.resolve(CONFIGURATION);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    objection(file)
        .ifPresent(
            why -> {
              throw ConfigException.at(file.toAbsolutePath().toString(), "not taken, as " + why);
            });
    return Optional.of(file);
  }

  /**
   * Refuses what the default of a setting would name, if anybody can have put it there.
   *
   * @throws ConfigException saying so
   */
  void refuseDefault(Setting<?> setting) {
    try {
      if (OwnedPath.isOwned(folder) && OwnedPath.of(folder).canEverybodyWrite()) {
        throw ConfigException.at(
            setting.path(),
            "not taken from %s, as everybody can write there; set it, as in --set %s=%s"
                .formatted(
                    folder.toAbsolutePath(),
                    setting.path(),
                    folder.resolve(setting.preset()).toAbsolutePath()));
      }
    } catch (IOException e) {
      throw ConfigException.at(
          setting.path(), "the current folder cannot be looked at: " + FileProblem.of(e));
    }
  }

  private Optional<String> objection(Path file) {
    try {
      return OwnedPath.isOwned(file) ? objection(places(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of("it cannot be looked at: %s; %s".formatted(FileProblem.of(e), CURE));
    }
  }

  private Set<OwnedPath> places(Path file) throws IOException {
    OwnedPath real = OwnedPath.of(file);
    Set<OwnedPath> places = new LinkedHashSet<>(List.of(OwnedPath.of(folder), real));
    places.add(OwnedPath.of(real.path().resolveSibling("")));
    return places;
  }

  private Optional<String> objection(Set<OwnedPath> places) throws IOException {
    for (OwnedPath place : places) {
      if (!place.isOf(user)) {
        return Optional.of(
            "%s belongs to %s; if you trust it, %s".formatted(place, place.ownerName(), CURE));
      }
    }
    for (OwnedPath place : places) {
      if (place.isShared()) {
        return Optional.of(
            "everybody can write to %s; move it to a folder of your own, or %s"
                .formatted(place, CURE));
      }
    }
    String open =
        places.stream()
            .filter(OwnedPath::canOthersWrite)
            .map(OwnedPath::toString)
            .collect(joining(" "));
    return Optional.of("others can write to it: chmod go-w %s, or %s".formatted(open, CURE))
        .filter(why -> !open.isEmpty());
  }
}
