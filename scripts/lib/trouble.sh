# shellcheck shell=bash disable=SC2034,SC2054,SC2154
# The second job of the demo: app servers get into trouble under load, and the monitor helps them. Sourced, never run;
# wants $root, $work, common.sh, monkey.sh, load.sh and scenario.sh.
#
#   $work/rows      a trouble's name, what happened, requests sent, failed, slow, failed after the proxy had noticed
#   $work/events    when, in seconds of the epoch, since which fault, and what

trouble_rate=100
trouble_patience=300
trouble_settings=(
  "${quick_to_judge[@]}" monitor.observation=4s monitor.back_off=5s
  # What `stress` burns does not end with the app's service.
  monitor.ladder=reboot,power-cycle
)

event() { printf '%s\t%s\t%s\n' "$1" "$fault_at" "$2" >>"$work/events"; } # EPOCH WHAT

# Runs the rest, and shows what it said only if it failed.
quietly() { # CMD…
  "$@" >"$work/said" 2>&1 || {
    tail -n 30 "$work/said" >&2
    die "failed: $*"
  }
}

# What the monitor says of what it does, not of what it sees, for as long as it runs.
monitor_is_heard() {
  tail --quiet --follow --lines=+1 --pid="$monitor" "$RESTART_MONKEY_RUNS_FOLDER.log" 2>/dev/null |
    sed --unbuffered -e '/^{/d' -e '/^restart-monkey:/d' -e 's/^\(.\{84\}\).\{2,\}/\1…/' -e 's/^/  the monkey: /' &
  hearing=$!
}

trouble_stays() { # WHY
  note "$1"
  status '"servers: \(.verdicts | tojson)", .holds[], .conditions[].text' >&2 || true
  die "the cluster is left as it is; what the monitor said is in $RESTART_MONKEY_RUNS_FOLDER.log"
}

treatments_ended() { [[ $(grep --count '^\(done\|failed\): ' "$RESTART_MONKEY_RUNS_FOLDER.log") -ge $1 ]]; } # NUMBER

# One trouble: made under load once every server is healthy, and over when they are so again.
trouble() { # NAME WHAT-HAPPENS TREATMENTS FAULT…
  local name=$1 what=$2 wanted=$3 commas=${3//[!,]/}
  shift 3
  export RESTART_MONKEY_RUNS_FOLDER=$trouble_runs/$name
  MONITOR_SETTINGS=("${trouble_settings[@]}")
  : >"$RESTART_MONKEY_RUNS_FOLDER.log"
  earlier_treatments_are_forgotten
  monitor_starts
  monitor_is_heard
  wait_until 60 healthy || trouble_stays "the monitor does not find $SERVERS healthy servers"
  printf '  %s servers are healthy; %s requests a second\n' "$SERVERS" "$trouble_rate"
  load_rolls "$trouble_rate"
  fault_at=$(date +%s.%N)
  event "$fault_at" "$what"
  printf '  %s\n' "$what"
  "$@"
  # Whether it did the right thing is asked once: each question starts a Java of its own.
  wait_until "$trouble_patience" treatments_ended $((${#commas} + 1)) || trouble_stays "nobody helped in time"
  treated "$wanted" >/dev/null || trouble_stays "the monitor should have done: $wanted; it did: $(treatments)"
  wait_until 120 healthy || trouble_stays "not every server is healthy again"
  load_goes_on || die "requests did not come all the time"
  printf '  %s servers are healthy again; waiting for the last answers\n' "$SERVERS"
  load_is_over
  monitor_stops
  wait "$hearing" || true
  treatment_events
  row "$name" "$what"
}

# Each treatment's beginning, out of the history, and its end, out of its journal.
treatment_events() {
  local run begun command reason status ended
  while IFS=$'\t' read -r run begun command reason status; do
    event "$(date --date="$begun" +%s.%N)" "$command begins: $reason"
    ended=$(jq --raw-output 'select(.ended).at' "$RESTART_MONKEY_RUNS_FOLDER/$run/journal.jsonl")
    event "$(date --date="$ended" +%s.%N)" "$command is over: $status"
  done < <(java -jar "$jar" history --output json |
    jq --raw-output '.[] | [.run, .started_at, .command, .reason, .status] | @tsv')
}

# When the proxy took a server for dead, if it did since the fault.
proxy_noticed() { # SERVER
  lab ssh proxy1 sudo journalctl --unit=haproxy --output=short-unix --no-pager --since="@${fault_at%.*}" |
    awk -v server="$1" 'index($0, "Server app/" server " is DOWN") && !found {print $1; found = 1}'
}

row() { # NAME WHAT-HAPPENS
  local late='' noticed
  if [[ $1 == hang ]]; then
    noticed=$(proxy_noticed app2)
    [[ $noticed ]] || die "the proxy did not notice that app2 hangs"
    event "$noticed" "the proxy has noticed"
    late=$(failed_requests_since "$noticed")
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(requests_sent)" "$(failed_requests)" "$(slow_requests)" "$late" \
    >>"$work/rows"
}

show_rows() {
  awk -F '\t' '
    BEGIN {printf "  %-56s %9s %7s %11s\n", "what happened", "requests", "failed", "over 0.5 s"}
    {printf "  %-56s %9d %7d %11d\n", $2, $3, $4, $5}
    $6 != "" {printf "  %-56s %9s %7d\n  %-56s %9s %7d\n",
      "  of these, before the proxy noticed", "", $4 - $6, "  of these, after it", "", $6}
  ' "$work/rows"
}

show_events() {
  local at since what last=''
  while IFS=$'\t' read -r at since what; do
    [[ ! $last || $last == "$since" ]] || echo
    last=$since
    printf '  %s  %9s  %s\n' "$(date --date="@$at" +%T)" \
      "$(awk -v at="$at" -v since="$since" 'BEGIN {if (at != since) printf "+%.1f s", at - since}')" "$what"
  done < <(sort --numeric-sort "$work/events") | sed 's/^\(.\{98\}\).\{2,\}/\1…/'
}

# Whether no request failed that need not: of a server that hangs, those do that are with it until the proxy notices.
no_request_was_lost() {
  awk -F '\t' '{lost += $6 == "" ? $4 : $6} END {exit lost > 0}' "$work/rows"
}

troubles_end() {
  if [[ ${monitor-} ]]; then kill -TERM "$monitor" 2>/dev/null || true; fi
  load_is_dropped
}
