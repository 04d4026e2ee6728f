package io.restartmonkey.ansible;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.restartmonkey.playbook.OrphanRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the runs that are at work: those with a process that carries their mark and is more than a
 * connection of ssh, unless they are over, see {@link RunFiles#isOver}. Of a run whose folder is
 * gone nobody can tell that; only Ansible itself is then at work, not what a task has left.
 */
final class RunsAtWork {
  private static final String ANSIBLE = "ansible";

  private RunsAtWork() {}

  /** Those below a folder of runs. */
  static List<OrphanRun> in(Path root) {
    Map<Path, Boolean> over = new HashMap<>();
    SortedMap<String, List<Long>> processes =
        ProcessTree.marked(folder -> folder.startsWith(root)).stream()
            .filter(
                marked -> !marked.isSharedConnection() && !ResidentAnsible.isHome(marked.folder()))
            .filter(
                marked -> Files.exists(marked.folder()) || marked.commandLine().contains(ANSIBLE))
            .filter(
                marked -> !over.computeIfAbsent(marked.folder(), of -> new RunFiles(of).isOver()))
            .collect(
                groupingBy(
                    marked -> String.valueOf(root.relativize(marked.folder()).getName(0)),
                    TreeMap::new,
                    mapping(marked -> marked.process().pid(), toList())));
    return processes.entrySet().stream()
        .map(run -> new OrphanRun(run.getKey(), run.getValue()))
        .toList();
  }
}
