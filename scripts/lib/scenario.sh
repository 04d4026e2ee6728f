# shellcheck shell=bash disable=SC2034,SC2154,SC2317
# What the monitor's scenarios and the demo are written with. Sourced, never run; wants $work, $root, monkey.sh,
# and common.sh. The monitor's runs are in RESTART_MONKEY_RUNS_FOLDER, what it says in RESTART_MONKEY_RUNS_FOLDER.log.

monitor=''

# In percent of a server. `stress` keeps two of its CPUs busy, which are all of this machine's; other work on the machine
# leaves less than one of them. For tests and the demo seconds are enough; what is burnt does not warm up.
quick_to_judge=(
  "monitor.cpu_high=$((40 / $(nproc) + 1))" "monitor.cpu_low=$((30 / $(nproc)))" monitor.samples=10 monitor.needed=8
  monitor.cpu_grace=0s
)

# For what hits the same servers again and again.
without_budgets=(
  monitor.attempts_per_hour=1000 monitor.attempts_per_day=1000
  monitor.service_attempts_per_hour=100000 monitor.service_attempts_per_day=100000
  monitor.cpu_attempts_per_hour=1000 monitor.cpu_attempts_per_day=1000
  monitor.cpu_service_attempts_per_hour=100000 monitor.cpu_service_attempts_per_day=100000
)

lab() { "$root/scripts/lab" "$@"; }

now() { date +%s.%N; }

monitor_starts() { # MONITOR_SETTINGS
  local setting settings=()
  # What an earlier one has said would be taken for what this one says.
  rm -f "$RESTART_MONKEY_RUNS_FOLDER/monitor/status.json"
  for setting in "${MONITOR_SETTINGS[@]}"; do settings+=(--set "$setting"); done
  RESTART_MONKEY_REDIS_URI="redis://$(lab_address redis1):6379" \
    "$root/scripts/lab" exec java -jar "$jar" monitor "${settings[@]}" >>"$RESTART_MONKEY_RUNS_FOLDER.log" 2>&1 &
  monitor=$!
}

# Lets a running step finish, as SIGTERM does.
monitor_stops() {
  kill -TERM "$monitor"
  wait "$monitor" || true
  monitor=''
}

status() { jq --raw-output "$1" "$RESTART_MONKEY_RUNS_FOLDER/monitor/status.json"; }

stands_by() { status '.holds[]' | grep --quiet 'leads, and this one stands by$'; }

# Whether the monitor sees so many servers, all of them healthy.
healthy() { # [NUMBER]
  [[ -e $RESTART_MONKEY_RUNS_FOLDER/monitor/status.json ]] &&
    [[ $(status '.verdicts | tojson') == "{\"healthy\":${1:-$SERVERS}}" ]]
}

# What was done about servers so far, in order: "restart-service app1 done, …". Asked every two seconds at most, as
# starting Java again and again takes from the servers what they are measured by.
treatments() {
  local now=${EPOCHREALTIME/[.,]/} answer=$RESTART_MONKEY_RUNS_FOLDER.treatments asked=0
  [[ ! -e $answer.asked ]] || asked=$(<"$answer.asked")
  if ((now - asked > 2000000)); then
    java -jar "$jar" history --output json | jq --raw-output 'map("\(.command) \(.status)") | join(", ")' >"$answer"
    printf '%s' "${EPOCHREALTIME/[.,]/}" >"$answer.asked"
  fi
  cat "$answer"
}
# Both say what they found.
treated() { # TREATMENTS
  local found
  found=$(treatments)
  printf 'wanted: %s\nfound:  %s\n' "$1" "$found"
  [[ $found == "$1" ]]
}
treated_like() { # REGULAR-EXPRESSION
  local found
  found=$(treatments)
  printf 'wanted: %s\nfound:  %s\n' "$1" "$found"
  [[ $found =~ $1 ]]
}
nothing_is_done() { same none "$(treatments | sed 's/^$/none/')"; }

# Lines of the monitor's log that tell of alerts.
alerts() { grep --count "^alert RAISED" "$RESTART_MONKEY_RUNS_FOLDER.log" || true; }
resolved() { grep --quiet "^alert RESOLVED: .*$1" "$RESTART_MONKEY_RUNS_FOLDER.log"; }
alerted() { grep --quiet "^alert RAISED: .*$1" "$RESTART_MONKEY_RUNS_FOLDER.log"; }

# What the app of a server is: changes when it is started anew.
app_process() { lab ssh "$1" systemctl show --property=MainPID --value app; }

# Changes when a server boots. In a container, the kernel's own id is the machine's.
boot_of() { lab ssh "$1" journalctl --list-boots --quiet --no-pager | tail -n 1 | awk '{print $2}'; }

# A playbook by hand, on the servers that run now.
playbook() { # PLAYBOOK ARG…
  lab_monkey inventory --write "$work/inventory" >/dev/null
  lab_playbook "$1" -i "$work/inventory" "${@:2}"
}

# One command of HAProxy's admin socket.
proxy_says() { # PROXY COMMAND
  lab ssh "$1" "sudo python3 - ${2@Q}" <"$root/scripts/lib/proxy-says"
}

# MAINT, DRAIN, UP or DOWN.
traffic_of() { # SERVER [PROXY]
  proxy_says "${2:-proxy1}" 'show stat -1 4 -1' | awk -F, -v name="$1" '$2 == name {print $18}' | awk '{print $1}'
}

# The cluster's template with variables of one's own, for MONITOR_SETTINGS: a list of YAML pairs.
template_with() { # VARIABLES
  sed "s|vars: {}|vars: {$1}|" "$root/inventory-templates/cluster.yaml" >"$work/template.yaml"
  MONITOR_SETTINGS+=("content.template=$work/template.yaml")
}

# When the proxy noticed that a server does not answer, in seconds of the epoch.
down_since() { # SECONDS-OF-THE-EPOCH SERVER
  lab ssh proxy1 sudo journalctl --unit=haproxy --output=short-unix --no-pager --since="@${1%.*}" |
    awk -v words="Server app/$2 is DOWN" 'index($0, words) && !seen++ {print $1}'
}

lab_has() { lab status --json | jq --exit-status --arg name "$1" 'any(.[]; .name == $name)' >/dev/null; } # SERVER

status_says() { status '.conditions[].text' | grep --quiet -- "$1"; }

# The build on a server's disk is broken, and nobody has noticed, as the old one still runs. Its health check passes,
# its page does not: only the smoke test, and being out of traffic, keep it from visitors.
break_build() { # SERVER
  lab ssh "$1" "sudo sed -i.good 's/return HTTPStatus.OK, dict(self._who(), counter=/return HTTPStatus.INTERNAL_SERVER_ERROR, dict(self._who(), error=/' /opt/app/current/app.py"
}
mend_build() { lab ssh "$1" sudo mv /opt/app/current/app.py.good /opt/app/current/app.py; } # SERVER

# A command for Redis, past all rights, and its answer.
redis_says() { # COMMAND
  lab ssh redis1 sudo sh -c "'REDISCLI_AUTH=\$(cat /etc/redis/admin.password) exec redis-cli'" <<<"$1"
}
redis_takes() { redis_says "$1" >/dev/null; } # COMMAND

# What was done about servers earlier would count as lately done: a server that was rebooted a minute ago gets another
# treatment now, and one that was taken out of quarantine a test.
earlier_treatments_are_forgotten() { redis_takes 'DEL rm:{demo}:intents rm:{demo}:quarantine'; }
