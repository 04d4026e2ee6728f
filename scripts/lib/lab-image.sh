# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# Root file systems: built once with debootstrap, cached under $cache_home, never written to again.
#
#   IMAGE/root      the file system
#   IMAGE/packages  what is in it
#   IMAGE/lock      held shared by every server that runs on it
#   IMAGE/listing   checksum of every path with its type, size and time: written last, checked before each use
#
# An image's name carries a hash of its recipe, so a changed recipe is another image.

# Without one, debootstrap takes its own.
image_mirror=${RESTART_MONKEY_MIRROR-}

server_suite=bookworm
server_packages=(
  systemd systemd-sysv dbus openssh-server sudo ca-certificates
  python3 python3-apt python3-redis python3-psutil acl
  iproute2 iputils-ping procps curl socat less stress
  redis-server redis-tools haproxy
)

control_suite=trixie
# debootstrap does not find python3-cryptography's backend by itself: it is a virtual package.
control_packages=(
  ansible-core python3 python3-cffi-backend default-jre-headless openssh-client iproute2 util-linux ca-certificates
)

# What makes a bare Debian one of the lab's servers. Runs with the new root as $1.
customise_server() {
  local root=$1
  chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 ops
  printf 'ops ALL=(ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/ops"
  chmod 0440 "$root/etc/sudoers.d/ops"
  cat >"$root/etc/ssh/sshd_config.d/lab.conf" <<'CONF'
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
MaxStartups 100
CONF
  mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/network" "$root/var/log/journal"
  # Kept over reboots: a server's own journal is the proof of what happened to it.
  printf '[Journal]\nStorage=persistent\nSystemMaxUse=64M\nRateLimitIntervalSec=0\n' \
    >"$root/etc/systemd/journald.conf.d/lab.conf"
  printf 'LANG=C.UTF-8\n' >"$root/etc/default/locale"
  # Each server gets its own of these when it is added.
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/etc/resolv.conf" "$root/var/lib/dbus/machine-id"
  : >"$root/etc/machine-id"
  systemctl --root="$root" --quiet enable systemd-networkd.service ssh.service
  systemctl --root="$root" --quiet disable systemd-networkd-wait-online.service redis-server.service haproxy.service
  systemctl --root="$root" --quiet mask console-getty.service getty.target apt-daily.timer apt-daily-upgrade.timer \
    e2scrub_all.timer fstrim.timer dpkg-db-backup.timer logrotate.timer
}

customise_control() {
  local root=$1
  printf 'LANG=C.UTF-8\n' >"$root/etc/default/locale"
  rm -f "$root/etc/resolv.conf"
}

build_root() { # KIND ROOT
  local kind=$1 root=$2
  local -n suite=${kind}_suite packages=${kind}_packages
  local include mirror=()
  [[ ! $image_mirror ]] || mirror=("$image_mirror")
  include=$(IFS=,; printf '%s' "${packages[*]}")
  mkdir -p "$cache_home/debs-$suite"
  debootstrap --variant=minbase --cache-dir="$cache_home/debs-$suite" --include="$include" \
    "$suite" "$root" "${mirror[@]}"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  mkdir -p "$root/var/lib/apt/lists/partial"
  "customise_$kind" "$root"
}

# debootstrap can exit 0 with packages left unconfigured.
root_is_configured() { # ROOT
  local unconfigured
  unconfigured=$(dpkg --root="$1" --audit)
  printf '%s\n' "$unconfigured"
  [[ -z $unconfigured ]]
}

image_recipe() { # KIND
  local -n recipe_suite=${1}_suite recipe_packages=${1}_packages
  printf '%s\n' "$recipe_suite" "${recipe_packages[@]}" "$image_mirror" "$(uname -m)"
  declare -f build_root "customise_$1"
}

image_dir() { # KIND
  local hash
  hash=$(image_recipe "$1" | sha256sum)
  printf '%s/%s-%s' "$cache_home" "$1" "${hash:0:12}"
}

image_listing() { # DIR
  (
    cd "$1/root" || return
    # A directory's size and time are the file system's own business.
    find . -xdev -type d -printf '%p %m %U %G\n' -o -printf '%p %y %m %U %G %s %T@ %l\n' | LC_ALL=C sort
    cat ../packages
  ) | sha256sum
}

image_is_whole() { # DIR
  [[ -s $1/listing && $(image_listing "$1") == "$(<"$1/listing")" ]]
}

remove_unused_image() { # DIR
  (flock --exclusive --nonblock 7 && rm -rf --one-file-system "$1") 7<>"$1/lock"
}

# Removes the images of older recipes that no server runs on or is to run on again.
image_prune() { # KIND
  local old
  for old in "$cache_home/$1"-* "$cache_home/.build-$1"-*; do
    if [[ -d $old ]] && ! grep -qsxF "$old" "$lab_home"/*/image; then
      remove_unused_image "$old" || true
    fi
  done
}

build_image() { # KIND DIR
  local kind=$1 dir=$2 new
  new=$cache_home/.build-$kind-$$
  note "building the $kind image (once; the next lab takes it from $cache_home)"
  mkdir -p "$new"
  : >"$new/lock"
  exec {build_lock}<"$new/lock"
  flock --shared "$build_lock"
  # In the background, because a condition would switch `set -e` off in all of it.
  (umask 022; build_root "$kind" "$new/root"; root_is_configured "$new/root") </dev/null >"$new/log" 2>&1 &
  if ! wait $!; then
    tail -n 15 "$new/log" >&2
    cp "$new/log" "$cache_home/failed-$kind.log"
    rm -rf --one-file-system "$new"
    die "the $kind image could not be built; the whole log is in $cache_home/failed-$kind.log"
  fi
  dpkg-query --admindir="$new/root/var/lib/dpkg" --show >"$new/packages"
  image_listing "$new" >"$new/listing.new"
  mv "$new/listing.new" "$new/listing"
  sync -f "$new/listing"
  mv -T "$new" "$dir"
  exec {build_lock}<&-
}

# Prints the folder of a whole image, building it if there is none or if the cached one is damaged.
ensure_image() { # KIND
  local kind=$1 dir
  dir=$(image_dir "$kind")
  install -d -m 0700 "$cache_home"
  exec {image_lock}>"$cache_home/lock"
  flock "$image_lock"
  if [[ -e $dir ]] && ! image_is_whole "$dir"; then
    remove_unused_image "$dir" ||
      die "the cached $kind image $dir is damaged, and servers run on it: take that lab down first"
    note "the cached $kind image was damaged"
  fi
  if [[ ! -e $dir ]]; then
    image_prune "$kind"
    build_image "$kind" "$dir" >&2
  fi
  exec {image_lock}>&-
  printf '%s\n' "$dir"
}
