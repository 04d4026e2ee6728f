# shellcheck shell=bash disable=SC2154
# Watches whether enough servers stay in traffic, by what a proxy of the lab says of itself. Sourced, never run; wants
# $root and scenario.sh.

floor_watched=''

floor_watch_begins() { # PROXY
  floor_watched=$1
  lab ssh "$1" "sudo sh -c 'cat >/run/floor-watch && rm -f /run/floor-watch.fewest &&
    systemd-run --quiet --collect --unit=floor-watch python3 /run/floor-watch /run/floor-watch.fewest'" \
    <"$root/scripts/lib/floor-watch"
}

# Ends it, and tells of each backend the fewest servers that were in traffic at any time.
floor_watch_ends() {
  lab ssh "$floor_watched" "sudo systemctl stop floor-watch && cat /run/floor-watch.fewest"
  floor_watched=''
}

# Whether there were never fewer in traffic than 1 of each of these.
floor_was_kept() { # FEWEST BACKEND…
  local fewest=$1
  shift
  printf 'in traffic at least: %s\n' "$fewest"
  jq --exit-status --null-input --argjson fewest "$fewest" '$ARGS.positional | all(. as $backend | $fewest[$backend] >= 1)' \
    --args "$@" >/dev/null
}
