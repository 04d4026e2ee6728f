# shellcheck shell=bash disable=SC2154
# What parts of scripts/bench share. Sourced, never run; wants $root, $work, $runs, $jar, common.sh, monkey.sh and load.sh.

median() { # FILE
  sort --numeric-sort "$1" | awk '{v[NR] = $1} END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "%.3f (%.3f to %.3f)", m, v[1], v[NR]
  }'
}

ratio() { # FILE FILE
  awk -v a="$(median "$1")" -v b="$(median "$2")" 'BEGIN {printf "%.2f", (a + 0) / (b + 0)}'
}

# Appends to FILE how many seconds the rest took. What it says goes to a log.
timed() { # FILE CMD…
  local file=$1 begun=${EPOCHREALTIME/[.,]/}
  shift
  "$@" >>"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    die "$* failed"
  }
  echo "$((${EPOCHREALTIME/[.,]/} - begun))" | awk '{printf "%.3f\n", $1 / 1e6}' >>"$file"
}

row() { # FILE LABEL
  printf '  %-20s %s s' "$2" "$(median "$work/$1")"
  [[ $1 == ours ]] || printf ', ours ÷ it %s' "$(ratio "$work/ours" "$work/$1")"
  printf '\n'
}

java_bench() { # CLASS [JVM-OPTION…]
  local class=$1
  shift
  java "$@" -Djava.io.tmpdir="$work" -cp "$jar:$root/core/target/test-classes" "io.restartmonkey.bench.$class" "$runs"
}

started_by_script() { # ARG…
  RESTART_MONKEY_REDIS_URI="redis://$(lab_address redis1):6379" "$root/scripts/lab" exec "$root/launcher/packaging/restart-monkey" "$@"
}

newest_run() { find "$RESTART_MONKEY_RUNS_FOLDER" -mindepth 1 -maxdepth 1 -name '2*' | sort | tail -n 1; }

# The longest way through the steps of our newest run, in seconds.
critical_path() {
  local run
  run=$(newest_run)
  jq --null-input --slurpfile plan "$run/plan.json" --slurpfile report "$run/report.json" '
    ($report[0].steps | map({(.id): .elapsed_s}) | add) as $took
    | reduce $plan[0].steps[] as $step ({};
        . as $ends | .[$step.id] = $took[$step.id] + ([$step.after[] | $ends[.]] | max // 0))
    | [.[]] | max'
}
