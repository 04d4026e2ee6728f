# shellcheck shell=bash disable=SC2034,SC2154
# What tests look at after a run: its folder, its processes, the servers' own journals, and the app's page. Sourced,
# never run; wants $root and monkey.sh; the runs are in RESTART_MONKEY_RUNS_FOLDER.

new_cluster() { "$root/scripts/lab" up && make_cluster; }

ssh_to() { "$root/scripts/lab" ssh "$@"; }

started=39f53479d3a045ac8e11786248231fbf
stopped=9d1aaa27d60140bd96365438aad20286

# When a unit was last started or stopped, in microseconds, by the server's own journal.
last() { # MESSAGE SERVER UNIT
  ssh_to "$2" sudo journalctl --quiet --output=json "MESSAGE_ID=$1" "UNIT=$3.service" |
    jq --slurp 'map(.__REALTIME_TIMESTAMP | tonumber) | last // 0'
}

# How often since then.
times() { # MESSAGE SERVER UNIT SINCE
  ssh_to "$2" sudo journalctl --quiet --output=json "MESSAGE_ID=$1" "UNIT=$3.service" |
    jq --slurp --argjson since "$4" 'map(select((.__REALTIME_TIMESTAMP | tonumber) > $since)) | length'
}

run_count() { find "$RESTART_MONKEY_RUNS_FOLDER" -mindepth 1 -maxdepth 1 -name '2*' 2>/dev/null | wc -l; }
more_runs_than() { (($(run_count) > $1)); }
newest_run() { find "$RESTART_MONKEY_RUNS_FOLDER" -mindepth 1 -maxdepth 1 -name '2*' | sort | tail -n 1; }
steps_written() { jq --raw-output "select(.$1) | .$1" "$(newest_run)/journal.jsonl"; }

is_at_work() { [[ $(processes_of_runs "$(newest_run)") ]]; }

# Who answers a request without X-Canary is left to chance: the canary has its share.
page() { # WORDS CURL-OPTION…
  local words=$1 answer
  shift
  answer=$("$root/scripts/lab" exec curl -fsS --max-time 5 -H 'Accept: application/json' "$@" "http://$(lab_address proxy1)/") || return
  printf '%s\n' "$answer"
  [[ $answer == *"$words"* ]]
}

# Heartbeats that were missed while Redis or a server was away are not made up for at once, and old ones count for a while.
all_are_heard() { [[ $(lab_monkey inventory 2>/dev/null | grep --count "ansible_host:") == 5 ]]; }
all_are_well() { all_are_heard && lab_monkey smoke-test && all_are_heard; }
