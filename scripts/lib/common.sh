# shellcheck shell=bash
# What every script here needs. Sourced, never run.

note() { printf '%s\n' "$*" >&2; }

die() {
  note "${0##*/}: $*"
  exit 1
}

die_usage() {
  note "${0##*/}: $*"
  exit 2
}

is_debian() {
  local ID='' ID_LIKE=''
  # shellcheck disable=SC1091
  [[ -r /etc/os-release ]] && . /etc/os-release
  [[ " $ID $ID_LIKE " == *" debian "* || " $ID $ID_LIKE " == *" ubuntu "* ]]
}

need_debian_root() { # WHAT
  is_debian || die "$1 needs Debian or Ubuntu"
  ((EUID == 0)) || die "$1 needs root (try: sudo $0 …)"
}

# Asks CONDITION again and again until it is true or SECONDS are over.
wait_until() { # SECONDS CONDITION…
  local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
  shift
  until "$@"; do
    ((${EPOCHREALTIME/[.,]/} < deadline)) || return 1
    sleep 0.05
  done
}

# A process id alone may since belong to somebody else, so its start time goes with it.
process_mark() { # PID
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The name, in brackets, may hold anything; the start time is the 20th field after it.
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != Z ]] || return 1 # ended, and nobody has asked yet
  printf '%s %s' "$1" "${stat[19]}"
}

process_is_alive() { # MARK
  [[ -n $1 && $(process_mark "${1%% *}") == "$1" ]]
}
