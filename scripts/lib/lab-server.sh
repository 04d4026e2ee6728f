# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# The lab's servers: adding, removing, power.
#
#   servers/NAME/upper        its disk, over the image's root
#   servers/NAME/id address   as they were given out
#   servers/NAME/supervisor   mark of the process that runs it
#   servers/NAME/off cut      exists while its plug is out, its cable cut

boot_seconds=120

server_dir() { printf '%s/servers/%s' "$lab_dir" "$1"; }
server_id() { cat "$(server_dir "$1")/id"; }
server_address() { cat "$(server_dir "$1")/address"; }
server_exists() { [[ -d $(server_dir "$1") ]]; }

server_names() {
  local dir
  for dir in "$lab_dir"/servers/*/; do
    if [[ -d $dir ]]; then basename "$dir"; fi
  done
}

check_server_name() {
  [[ $1 =~ ^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$ ]] ||
    die_usage "'$1' is no name for a server: a letter, then letters, digits and hyphens, 32 at most, all lower case"
}

need_server() { # NAME
  check_server_name "$1"
  server_exists "$1" || die "lab '$lab' has no server '$1' (it has: $(server_names | paste -sd' '))"
}

server_state() { # NAME
  if supervisor_is_gone "$1" && cgroup_is_empty "$1"; then
    echo off
  elif cgroup_is_frozen "$1"; then
    echo frozen
  elif server_is_cut "$1"; then
    echo cut
  else
    echo running
  fi
}

server_json() { # NAME; nothing and 1 if it has just been removed
  local address id
  address=$(server_address "$1" 2>/dev/null) || return 1
  id=$(server_id "$1" 2>/dev/null) || return 1
  printf '{"name":"%s","address":"%s","id":"%s"}\n' "$1" "$address" "$id"
}

# Addresses are not used again soon: somebody may still hold a connection to the server that had it.
next_address() {
  local last=10 tries number used
  [[ ! -e $lab_dir/last-address ]] || last=$(<"$lab_dir/last-address")
  used=$(cat "$lab_dir"/servers/*/address 2>/dev/null || true)
  for ((tries = 0; tries < 244; tries++)); do
    number=$((11 + (last - 10 + tries) % 244))
    if ! grep -qxF "$net_prefix.$number" <<<"$used"; then
      printf '%s\n' "$number" >"$lab_dir/last-address"
      printf '%s.%s\n' "$net_prefix" "$number"
      return
    fi
  done
  die "lab '$lab' has no address left"
}

write_known_hosts() {
  local name
  for name in $(server_names); do
    printf '%s,%s %s\n' "$(server_address "$name")" "$name" "$(cut -d' ' -f1,2 "$(server_dir "$name")/host-key.pub")"
  done >"$lab_dir/ssh/known_hosts.new"
  mv "$lab_dir/ssh/known_hosts.new" "$lab_dir/ssh/known_hosts"
}

# The files in which this server differs from the image.
make_disk() { # UPPER NAME ADDRESS
  local upper=$1 name=$2 address=$3
  install -d -m 0755 "$upper" "$upper"/etc "$upper"/etc/{ssh,systemd,systemd/network} "$upper"/home
  install -d -m 0755 -o 1000 -g 1000 "$upper/home/ops"
  install -d -m 0700 -o 1000 -g 1000 "$upper/home/ops/.ssh"
  install -m 0600 -o 1000 -g 1000 "$lab_dir/ssh/id_ed25519.pub" "$upper/home/ops/.ssh/authorized_keys"
  ssh-keygen -q -t ed25519 -N '' -C "root@$name" -f "$upper/etc/ssh/ssh_host_ed25519_key"
  printf '%s\n' "$name" >"$upper/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "$address" "$name" >"$upper/etc/hosts"
  tr -d - </proc/sys/kernel/random/uuid >"$upper/etc/machine-id"
  chmod 0444 "$upper/etc/machine-id"
  cat >"$upper/etc/systemd/network/10-host0.network" <<CONF
[Match]
Name=host0

[Network]
Address=$address/24
LinkLocalAddressing=no
IPv6AcceptRA=no
CONF
}

create_server() { # NAME
  local name=$1 new=$lab_dir/new id
  rm -rf "$new"
  mkdir -m 0700 "$new"
  id=rm$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$id" >"$new/id"
  next_address >"$new/address"
  ln -s "$(<"$lab_dir/image")" "$new/base"
  (umask 022; make_disk "$new/upper" "$name" "$(<"$new/address")")
  cp "$new/upper/etc/ssh/ssh_host_ed25519_key.pub" "$new/host-key.pub"
  mv "$new" "$(server_dir "$name")"
  write_known_hosts
}

supervisor_is_alive() { # NAME
  local file
  file=$(server_dir "$1")/supervisor
  [[ -s $file ]] && process_is_alive "$(<"$file")"
}

supervisor_is_gone() { ! supervisor_is_alive "$1"; }

plug_in() { # NAME
  local dir
  dir=$(server_dir "$1")
  ! supervisor_is_alive "$1" || return 0
  cgroup_kill "$1"
  rm -f "$dir/off" "$dir/supervisor"
  (
    cd /
    exec setsid nsenter --net="$(net_path)" -- unshare --mount --propagation=private -- \
      env -i PATH="$PATH" "$lib/lab-supervise" "$key" "$1" "$dir"
  ) </dev/null >"$dir/console.log" 2>&1 9>&- &
  wait_until 10 supervisor_is_alive "$1" || die "$1 cannot be started: $(tail -n 3 "$dir/console.log")"
}

cut_power() { # NAME: without waiting for its end
  : >"$(server_dir "$1")/off"
  cgroup_kill "$1"
}

power_is_off() { # NAME
  # Again and again: its supervisor may just have been about to boot it.
  cgroup_kill "$1" && supervisor_is_gone "$1"
}

plug_out() { # NAME
  cut_power "$1"
  wait_until 20 power_is_off "$1" || die "$1 cannot be ended"
}

server_answers() { # NAME
  lab_ssh "$1" true &>/dev/null
}

server_is_settled() { # NAME: it answers, or it never will
  server_answers "$1" || [[ $(server_state "$1") != running ]]
}

await_servers() { # NAME…: until each of them lets us log in; not those that are frozen or cut off
  local name state
  for name in "$@"; do
    wait_until "$boot_seconds" server_is_settled "$name" ||
      die "$name does not answer SSH after $boot_seconds s (its console: $(server_dir "$name")/console.log)"
    state=$(server_state "$name")
    case $state in
      running) ;;
      frozen | cut) note "$name is $state" ;;
      *)
        server_exists "$name" || die "$name was removed while it started"
        tail -n 5 "$(server_dir "$name")/console.log" >&2
        die "$name ended while it started"
        ;;
    esac
  done
}

add_servers() { # NAME…
  local name
  for name in "$@"; do check_server_name "$name"; done
  lock_lab
  ensure_lab
  for name in "$@"; do
    server_exists "$name" || create_server "$name"
    plug_in "$name"
  done
  unlock_lab
  await_servers "$@"
  for name in "$@"; do server_json "$name"; done
}

remove_server() { # NAME
  local gone=$lab_dir/gone
  plug_out "$1"
  cgroup_remove "$1"
  rm -rf "$gone"
  # In one step, so that there is no half a server, whatever happens.
  mv "$(server_dir "$1")" "$gone"
  rm -rf --one-file-system "$gone"
}
