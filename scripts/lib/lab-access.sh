# shellcheck shell=bash
# Ways into the lab: SSH to a server, commands in its network, its proxy on this machine.

ssh_options() {
  printf '%s\n' -F none -l ops -i "$lab_dir/ssh/id_ed25519" \
    -o IdentitiesOnly=yes -o PasswordAuthentication=no -o KbdInteractiveAuthentication=no \
    -o "UserKnownHostsFile=\"$lab_dir/ssh/known_hosts\"" -o GlobalKnownHostsFile=/dev/null \
    -o StrictHostKeyChecking=yes -o ControlPath=none \
    -o ConnectTimeout=5 -o ServerAliveInterval=3 -o ServerAliveCountMax=2 -o LogLevel=ERROR
}

lab_ssh() { # NAME [CMD…]
  local options name=$1
  shift
  mapfile -t options < <(ssh_options)
  in_net ssh "${options[@]}" "$(server_address "$name")" "$@"
}

# What Ansible and the launcher need to know to work in this lab. Exported, so no secret is in a command line.
lab_environment() {
  export ANSIBLE_PRIVATE_KEY_FILE=$lab_dir/ssh/id_ed25519
  export ANSIBLE_REMOTE_USER=ops
  export ANSIBLE_SSH_EXTRA_ARGS="-o 'UserKnownHostsFile=\"$lab_dir/ssh/known_hosts\"' -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes"
  export ANSIBLE_SSH_CONTROL_PATH_DIR=$lab_dir/control-path
  export RESTART_MONKEY_LAB=$lab
  export RESTART_MONKEY_LAB_HOME=$lab_home
  RESTART_MONKEY_REDIS_PASSWORD=$(<"$lab_dir/redis-password")
  export RESTART_MONKEY_REDIS_PASSWORD
}

print_environment() {
  local variable
  lab_environment
  for variable in ANSIBLE_PRIVATE_KEY_FILE ANSIBLE_REMOTE_USER ANSIBLE_SSH_EXTRA_ARGS ANSIBLE_SSH_CONTROL_PATH_DIR \
    RESTART_MONKEY_LAB RESTART_MONKEY_LAB_HOME RESTART_MONKEY_REDIS_PASSWORD; do
    printf 'export %s=%q\n' "$variable" "${!variable}"
  done
}

exec_in_lab() { # CMD…
  lab_environment
  exec nsenter --net="$(net_path)" -- "$@"
}
