# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# A lab as a whole: where its state is, its lock, bringing it up and taking it away.
#
#   .LAB.lock              held by whoever changes the lab
#   .LAB.network           exists while the network of that name is ours
#   LAB/image              folder of the image that its servers run on
#   LAB/ssh                the key that logs in to every server, and the servers' own keys
#   LAB/mux                where Ansible keeps its shared connections
#   LAB/redis-password
#   LAB/servers/NAME       see lab-server.sh

set_lab() { # NAME: where everything of this lab is
  local standard=/var/lib/restart-monkey/lab
  lab=$1
  [[ $lab =~ ^[a-z][a-z0-9-]{0,30}$ ]] ||
    die_usage "'$lab' is no name for a lab: a letter, then letters, digits and hyphens, 31 at most, all lower case"
  lab_home=${RESTART_MONKEY_LAB_HOME:-$standard}
  cache_home=${RESTART_MONKEY_CACHE:-/var/cache/restart-monkey}
  [[ $lab_home == /* && $cache_home == /* ]] ||
    die_usage "RESTART_MONKEY_LAB_HOME and RESTART_MONKEY_CACHE take absolute paths"
  # Ansible and ssh each read these paths with quotes and % of their own.
  [[ $lab_home != *[\"\'\\%$'\n']* ]] || die_usage "RESTART_MONKEY_LAB_HOME may not hold quotes, \\ or %: $lab_home"
  lab_dir=$lab_home/$lab
  ((${#lab_dir} <= 75)) || die_usage "RESTART_MONKEY_LAB_HOME is too long for the sockets in it: $lab_home"
  # The name of the lab's network and cgroups, which all labs of this machine share.
  key=rm-$lab
  if [[ $lab_home != "$standard" ]]; then
    key+=-$(sha256sum <<<"$lab_home" | cut -c1-6)
  fi
}

lock_lab() {
  install -d -m 0700 "$lab_home"
  exec 9>"$lab_home/.$lab.lock"
  flock --timeout 3 9 || {
    note "waiting for another command on lab '$lab'"
    flock 9
  }
}

unlock_lab() { exec 9>&-; }

make_secrets() {
  install -d -m 0700 "$lab_dir" "$lab_dir"/{ssh,servers,mux}
  if [[ ! -e $lab_dir/ssh/id_ed25519.pub ]]; then
    rm -f "$lab_dir/ssh/id_ed25519"
    ssh-keygen -q -t ed25519 -N '' -C "lab $lab" -f "$lab_dir/ssh/id_ed25519"
  fi
  if [[ ! -s $lab_dir/redis-password ]]; then
    (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$lab_dir/redis-password")
  fi
}

need_tools() {
  local tool
  for tool in systemd-nspawn debootstrap ip nsenter unshare flock ssh ssh-keygen setpriv; do
    [[ $(type -t "$tool") ]] || die "'$tool' is missing: run ${lib%/lib}/setup"
  done
}

# With the lock held. Does what is missing, so it also repairs what an unclean end left half done.
ensure_lab() {
  local image name
  need_tools
  if net_is_up && ! net_is_ours; then
    die "the network namespace '$key' is there and is not this lab's: remove it, or use another --name"
  fi
  # Its folder was removed by hand.
  if net_is_ours && [[ ! -e $lab_dir/image ]]; then remove_lab; fi
  # Its network was: servers that still run are in one that nobody can reach.
  if ! net_is_up; then
    for name in $(server_names); do plug_out "$name"; done
  fi
  if [[ ! -e $(cat "$lab_dir/image" 2>/dev/null)/listing ]] || ! net_is_up; then
    image=$(ensure_image server)
    install -d -m 0700 "$lab_dir"
    printf '%s\n' "$image" >"$lab_dir/image.new"
    mv "$lab_dir/image.new" "$lab_dir/image"
  fi
  make_secrets
  net_up
  write_known_hosts
}

lab_is_up() { net_is_ours && [[ -e $lab_dir/image ]] && net_is_up; }

need_lab() {
  lab_is_up || die "lab '$lab' is not up (bring it up: $0 --name $lab up)"
}

end_shared_connections() {
  local socket
  for socket in "$lab_dir"/mux/*; do
    [[ ! -S $socket ]] || ssh -F none -o ControlPath="\"$socket\"" -O exit lab &>/dev/null || true
  done
}

remove_lab() { # with the lock held
  local name
  end_shared_connections
  for name in $(server_names); do cut_power "$name"; done
  for name in $(server_names); do remove_server "$name"; done
  # Also when there is no folder any more: it may have been removed by hand.
  if net_is_ours; then
    cgroup_kill ''
    cgroup_remove ''
    net_down
  fi
  rm -rf --one-file-system "$lab_dir"
}
