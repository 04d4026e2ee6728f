# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# Ways into the lab: SSH to a server, commands in its network, its proxy on this machine.

# Sets ssh_command to what logs in to a server, from within the lab's network.
ssh_to() { # NAME
  ssh_command=(
    ssh -F none -l ops -i "$lab_dir/ssh/id_ed25519"
    -o IdentitiesOnly=yes -o PasswordAuthentication=no -o KbdInteractiveAuthentication=no
    -o UserKnownHostsFile="\"$lab_dir/ssh/known_hosts\"" -o GlobalKnownHostsFile=/dev/null
    -o StrictHostKeyChecking=yes -o ControlPath=none
    -o ConnectTimeout=5 -o ServerAliveInterval=3 -o ServerAliveCountMax=2 -o LogLevel=ERROR
    "$(server_address "$1")"
  )
}

lab_ssh() { # NAME CMD…
  local ssh_command
  ssh_to "$1"
  shift
  in_net "${ssh_command[@]}" "$@"
}

lab_variables=(
  ANSIBLE_PRIVATE_KEY_FILE ANSIBLE_REMOTE_USER ANSIBLE_SSH_EXTRA_ARGS ANSIBLE_SSH_CONTROL_PATH_DIR
  RESTART_MONKEY_LAB RESTART_MONKEY_LAB_HOME RESTART_MONKEY_CACHE RESTART_MONKEY_REDIS_PASSWORD
)

# What Ansible and the launcher need to know to work in this lab. In the environment, so that the
# password is in no command line.
set_lab_variables() {
  ANSIBLE_PRIVATE_KEY_FILE=$lab_dir/ssh/id_ed25519
  ANSIBLE_REMOTE_USER=ops
  ANSIBLE_SSH_EXTRA_ARGS="-o 'UserKnownHostsFile=\"$lab_dir/ssh/known_hosts\"'"
  ANSIBLE_SSH_EXTRA_ARGS+=" -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes"
  ANSIBLE_SSH_CONTROL_PATH_DIR=$lab_dir/mux
  RESTART_MONKEY_LAB=$lab
  RESTART_MONKEY_LAB_HOME=$lab_home
  RESTART_MONKEY_CACHE=$cache_home
  RESTART_MONKEY_REDIS_PASSWORD=$(<"$lab_dir/redis-password")
}

print_environment() {
  local variable
  set_lab_variables
  for variable in "${lab_variables[@]}"; do
    printf 'export %s=%q\n' "$variable" "${!variable}"
  done
}

exec_in_lab() { # CMD…
  set_lab_variables
  export "${lab_variables[@]}"
  exec nsenter --net="$(net_path)" -- "$@"
}

# A control node of another Debian: its own root, in a mount namespace that ends with the command, with
# this repository, the lab's state, /tmp and the working directory at the same paths as here.
exec_in_control() { # CMD…
  local image
  image=$(ensure_image control)
  set_lab_variables
  export "${lab_variables[@]}"
  # `lab` works in there too: it comes back to where we are now, which this process keeps open.
  setpriv --pdeathsig KILL sleep infinity </dev/null &>/dev/null &
  export RESTART_MONKEY_LAB_OUTSIDE=/proc/$!/ns/mnt
  mkdir -p "$lab_dir/control"
  exec nsenter --net="$(net_path)" -- unshare --mount --propagation=private -- \
    "$lib/lab-control" "$image" "$lab_dir/control" "${lib%/*/*}" "$lab_home" "$PWD" -- "$@"
}

port_is_taken() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

forward() { # LOCAL-PORT SERVER PORT
  ! port_is_taken "$1" || die "port $1 of this machine is taken: use --port"
  printf 'http://127.0.0.1:%s/ is %s in the lab, until Ctrl-C\n' "$1" "$2"
  exec socat "TCP-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork" \
    "EXEC:nsenter --net=$(net_path) socat STDIO TCP\\:$(server_address "$2")\\:$3"
}
