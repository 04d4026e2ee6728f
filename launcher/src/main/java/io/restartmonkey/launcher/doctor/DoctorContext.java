package io.restartmonkey.launcher.doctor;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.ClusterSource;
import java.util.Map;

/**
 * All that a run depends on.
 *
 * @param settings the settings
 * @param environment the environment variables
 * @param source where the cluster's state comes from
 * @param ansible how Ansible is called
 * @param runner what calls it
 * @param content playbooks and template
 * @param runs the run folders
 */
public record DoctorContext(
    Settings settings,
    Map<String, String> environment,
    ClusterSource source,
    AnsibleSettings ansible,
    AnsiblePlaybookRunner runner,
    Content content,
    RunFolders runs) {}
