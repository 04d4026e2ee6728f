# shellcheck shell=bash disable=SC2154
# A steady stream of requests through a proxy of the lab, and what became of each. Sourced, never run; wants $work,
# $root and monkey.sh.
#
# h2load (nghttp2) opens a connection for each request at a fixed rate, whatever becomes of earlier ones, and writes
# down when each began and how it was answered.

load=''

# Each request gives up when nothing has come for longer than the proxy waits for the app.
load_patience=35

# Goes on for as long as it takes, until load_is_over: in stretches, each with an h2load of its own. One that has sent
# its last request waits for the answers while the next one already asks.
load_rolls() { # PER-SECOND [PROXY]
  rm -f "$work"/load{,.log,.stop,.unlogged} "$work"/load.[0-9]*
  load_stretches "$1" "$(lab_address "${2:-proxy1}")" &
  load=$!
}

load_stretches() { # PER-SECOND ADDRESS
  local stretch seconds=5
  trap 'kill $(jobs -p) 2>/dev/null || true; exit' TERM
  for ((stretch = 1000; ; stretch++)); do
    printf '%s' "${EPOCHREALTIME/,/.}" >"$work/load.$stretch.begun"
    "$root/scripts/lab" exec h2load --h1 --rate "$(($1 / 50))" --rate-period 20ms --clients "$(($1 * seconds))" \
      --requests "$(($1 * seconds))" --connection-inactivity-timeout "$load_patience" \
      --log-file "$work/load.$stretch.log" "http://$2/" >"$work/load.$stretch" 2>&1 &
    sleep "$seconds" &
    wait $!
    [[ ! -e $work/load.stop ]] || break
  done
  wait
}

# Ends such a load, and adds its stretches up.
load_is_over() {
  local stretch
  : >"$work/load.stop"
  load_ends
  for stretch in "$work"/load.[0-9][0-9][0-9][0-9]; do
    grep --quiet '^requests:' "$stretch" || die "h2load did not run to its end: $(tail -n 1 "$stretch")"
    printf '%s %s\n' "$(<"$stretch.begun")" $(($(awk '/^requests:/ {print $2}' "$stretch") - $(wc -l <"$stretch.log")))
  done >"$work/load.unlogged"
  cat "$work"/load.[0-9]*.log >"$work/load.log"
  awk '/^requests:/ {sent += $2; answered += $8} END {print "requests:", sent, "- - - - -", answered}' \
    "$work"/load.[0-9][0-9][0-9][0-9] >"$work/load"
}

# Whether requests still come.
load_goes_on() { [[ $load ]] && kill -0 "$load" 2>/dev/null; }

load_ends() {
  wait "$load" || true
  load=''
}

load_is_dropped() {
  [[ ! $load ]] || kill "$load" 2>/dev/null || true
  load=''
}

# How many requests there were, and how many were not answered with 200: other answers, and none at all.
requests_sent() { awk '/^requests:/ {print $2}' "$work/load"; }
failed_requests() { awk '/^requests:/ {print $2 - $8}' "$work/load"; }

# How many of those that began from then on were not answered with 200. Of one whose connection failed h2load does
# not say when it began: it counts if its stretch began from then on.
failed_requests_since() { # SECONDS-OF-THE-EPOCH
  awk -v since="$1" 'FILENAME ~ /unlogged$/ && $1 >= since {failed += $2}
    FILENAME !~ /unlogged$/ && $2 != 200 && $1 / 1e6 >= since {failed++}
    END {print failed + 0}' "$work/load.unlogged" "$work/load.log"
}

# When each of those began, in seconds from then, how it was answered, and what the proxy says of requests it failed.
failed_requests_told() { # SECONDS-OF-THE-EPOCH [PROXY]
  awk -v since="$1" '$2 != 200 && $1 / 1e6 >= since {
    printf "      failed: begun %+.3f s from then, status %s, over after %.3f s\n", $1 / 1e6 - since, $2, $3 / 1e6
  }' "$work/load.log"
  awk '/^requests:/ && $2 != $8 {print "      " FILENAME ": " $0}' "$work"/load.[0-9][0-9][0-9][0-9]
  lab ssh "${2:-proxy1}" sudo journalctl --unit=haproxy --output=cat --no-pager --since="@${1%.*}" |
    awk '$NF ~ /HTTP/ && $6 != 200 && seen++ < 20'
}

# Requests that were answered, but took longer than half a second.
slow_requests() { awk '$2 == 200 && $3 > 500000 {slow++} END {print slow + 0}' "$work/load.log"; }

# A line about all of that.
load_report() {
  printf '      %s requests: %s failed, %s took longer than 0.5 s\n' "$(requests_sent)" "$(failed_requests)" "$(slow_requests)"
}
