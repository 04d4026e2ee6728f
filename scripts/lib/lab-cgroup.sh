# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# One cgroup per server in every hierarchy: CPU accounting, freezer and power switch.

cgroup_unified() { # the mount point of cgroup v2
  local point
  for point in /sys/fs/cgroup /sys/fs/cgroup/unified; do
    if [[ -e $point/cgroup.controllers ]]; then
      printf '%s' "$point"
      return
    fi
  done
  return 1
}

cgroup_hierarchies() { # the mount points that a server gets a cgroup in, v2 first
  local unified point
  unified=$(cgroup_unified)
  printf '%s\n' "$unified"
  [[ $unified != /sys/fs/cgroup ]] || return 0
  for point in /sys/fs/cgroup/{cpu,cpuacct,"cpu,cpuacct",systemd}; do
    if [[ -w $point/cgroup.procs && ! -L $point ]]; then printf '%s\n' "$point"; fi
  done
}

server_cgroup() { # NAME, or '' for that of the whole lab
  printf '%s/%s%s' "$(cgroup_unified)" "$key" "${1:+/$1}"
}

cgroup_enter() { # NAME: puts the calling process into its server's cgroups
  local point
  while read -r point; do
    mkdir -p "$point/$key/$1"
    printf '%s\n' "$BASHPID" >"$point/$key/$1/cgroup.procs"
  done < <(cgroup_hierarchies)
}

cgroup_is_populated() { # NAME
  grep -qs '^populated 1' "$(server_cgroup "$1")/cgroup.events"
}

cgroup_is_empty() { ! cgroup_is_populated "$1"; }

cgroup_is_frozen() { # NAME
  grep -qs '^frozen 1' "$(server_cgroup "$1")/cgroup.events"
}

cgroup_is_thawed() { ! cgroup_is_frozen "$1"; }

cgroup_freeze() { # NAME 0|1
  local file
  file=$(server_cgroup "$1")/cgroup.freeze
  [[ ! -e $file ]] || printf '%s\n' "$2" >"$file"
}

# Ends every process of the server at once, frozen or not, and thaws the empty cgroup:
# whatever starts in a frozen one hangs.
cgroup_kill() { # NAME
  local file
  file=$(server_cgroup "$1")/cgroup.kill
  [[ -e $file ]] || return 0
  printf '1\n' >"$file"
  cgroup_freeze "$1" 0
  wait_until 10 cgroup_is_empty "$1"
}

cgroup_remove() { # NAME, or '' for the lab itself
  local point dir
  while read -r point; do
    dir=$point/$key${1:+/$1}
    [[ ! -d $dir ]] || find "$dir" -depth -type d -exec rmdir {} +
  done < <(cgroup_hierarchies)
}
