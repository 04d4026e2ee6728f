package io.restartmonkey.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.run.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Says what a provider cannot do; the real Ansible says where its role would be. */
class PowersCheckIT {
  @TempDir Path folder;

  @Test
  void shouldNameWhatTheMonitorLeavesOut() throws IOException {
    Path tasks = folder.resolve("roles/provider_half/tasks");
    Files.createDirectories(tasks);
    Files.writeString(tasks.resolve("create.yml"), "[]");
    Files.writeString(tasks.resolve("destroy.yml"), "[]");

    List<Finding> findings =
        PowersCheck.of(
            context(),
            List.of(server("app1", "half"), server("Db.1", "metal"), server("web1", "metal")));

    assertThat(findings)
        .extracting(Finding::detail)
        .containsExactlyInAnyOrder(
            "the monitor leaves out power-cycle for app1: role provider_half has no tasks/power_cycle.yml; add the tasks, or take power-cycle out of monitor.ladder",
            "the monitor leaves out power-cycle for Db.1, web1: there is no role provider_metal; add the tasks, or take power-cycle out of monitor.ladder",
            "the monitor leaves out replace for Db.1, web1: there is no role provider_metal; add the tasks, or take replace out of monitor.ladder",
            "the monitor leaves out add-surge for Db.1, web1: there is no role provider_metal; add the tasks, or the only server left of a service is not restarted");
  }

  private DoctorContext context() throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), "cluster: demo\n");
    Settings settings = SettingsLoader.load(Optional.of(file), Map.of(), List.of());
    return new DoctorContext(
        settings,
        Map.of(),
        () -> new ClusterSnapshot("demo", Instant.EPOCH, List.of(), List.of()),
        AnsibleSettings.defaults(),
        new AnsiblePlaybookRunner(AnsibleSettings.defaults()),
        Content.in(folder, folder.resolve("template.yaml")),
        new RunFolders(folder.resolve("runs")));
  }

  private static Server server(String name, String provider) {
    return new Server(name, "192.0.2.1", ImmutableSortedSet.of("app"), provider, Instant.EPOCH);
  }
}
