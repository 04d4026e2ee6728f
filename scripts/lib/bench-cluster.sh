# shellcheck shell=bash disable=SC2154
# Stop and restart of the example cluster, with reboots or without: two parts of scripts/bench. Sourced, never run.

bench_cluster() { # REBOOT
  local i reboot=$1 addresses
  lab_monkey inventory --write "$work/inventory" >/dev/null
  addresses=$(lab_addresses)
  started_by_script plan >/dev/null
  for ((i = 0; i < runs; i++)); do
    without_connections timed "$work/ours" ours "$reboot"
    critical_path >>"$work/critical"
    without_connections timed "$work/bare" bare_playbooks "$reboot"
    without_connections timed "$work/yardstick" yardstick "$reboot"
    [[ $reboot == true ]] || timed "$work/limit" "$root/scripts/lab" exec "$root/scripts/lib/bench-limit" "$addresses"
  done
  printf 'stop and restart, reboot_servers=%s:\n' "$reboot"
  row ours 'ours'
  row bare 'two bare playbooks'
  row yardstick 'straightforward'
  row critical 'our critical path'
  [[ $reboot == true ]] || row limit 'ssh + systemctl'
  rm -f "$work"/{ours,bare,yardstick,critical,limit}
}

bare_playbooks() {
  lab_playbook stopservices.yaml -i "$work/inventory" -e "reboot_servers=$1"
  lab_playbook restartservices.yaml -i "$work/inventory" -e "reboot_servers=$1"
}

yardstick() {
  lab_playbook "$root/scripts/yardstick/stop.yaml" -i "$work/inventory"
  lab_playbook "$root/scripts/yardstick/restart.yaml" -i "$work/inventory" -e "reboot=$1"
}

# As its users start it: by the script, whose archive of classes was made by a command before.
ours() { started_by_script restart-cluster -e "reboot_servers=$1"; }

# The addresses of each group's servers, in JSON.
lab_addresses() {
  "$root/scripts/lab" exec ansible-inventory -i "$work/inventory" --list | jq --compact-output '
    ._meta.hostvars as $v | with_entries(select(.value.hosts?))
    | map_values([.hosts[] | $v[.].ansible_host | .__ansible_unsafe? // .])'
}

# As if nobody had logged in to the servers for a while.
without_connections() { # CMD…
  "$root/scripts/lab" exec bash -c "$(declare -f end_connections); end_connections"
  "$@"
}

# Runs inside the lab, where the folder is known.
end_connections() {
  local socket
  for socket in "$ANSIBLE_SSH_CONTROL_PATH_DIR"/*; do
    [[ ! -S $socket ]] || ssh -o ControlPath="$socket" -O exit nobody 2>/dev/null || true
  done
}
