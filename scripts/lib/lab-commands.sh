# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# The commands of scripts/lab, one function each.

only_a_server() { # COMMAND ARGS…: exactly one, and it is there
  local command=$1
  shift
  (($# == 1)) || die_usage "$command takes the name of one server"
  need_server "$1"
}

command_up() {
  if (($#)); then
    add_servers "$@"
  else
    lock_lab
    ensure_lab
  fi
}

command_down() {
  (($# == 0)) || die_usage "down takes nothing: it takes the whole lab away (one server: remove)"
  lock_lab
  remove_lab
}

command_add() {
  (($# == 1)) || die_usage "add takes the name of one server"
  add_servers "$1"
}

command_remove() {
  only_a_server remove "$@"
  lock_lab
  if server_exists "$1"; then
    remove_server "$1"
    write_known_hosts
  fi
}

status_json() {
  local name line separator=''
  printf '['
  for name in $(server_names); do
    line=$(server_json "$name") || continue
    printf '%s%s,"state":"%s"}' "$separator" "${line%\}}" "$(server_state "$name")"
    separator=,
  done
  printf ']\n'
}

status_text() {
  local name address id format='%-16s %-14s %-12s %s\n'
  if ! lab_is_up; then
    printf "lab '%s' is down\n" "$lab"
    return
  fi
  # shellcheck disable=SC2059
  printf "$format" SERVER ADDRESS ID STATE
  for name in $(server_names); do
    # It may have been removed meanwhile.
    address=$(server_address "$name" 2>/dev/null) || continue
    id=$(server_id "$name" 2>/dev/null) || continue
    # shellcheck disable=SC2059
    printf "$format" "$name" "$address" "$id" "$(server_state "$name")"
  done
}

command_status() {
  case $* in
    '') status_text ;;
    --json) status_json ;;
    *) die_usage "status takes --json or nothing" ;;
  esac
}

command_ssh() {
  (($#)) || die_usage "ssh takes the name of a server"
  need_server "$1"
  need_lab
  ssh_to "$1"
  shift
  exec nsenter --net="$(net_path)" -- "${ssh_command[@]}" "$@"
}

command_exec() {
  if [[ ${1-} == --control ]]; then
    [[ ${2-} == "$control_suite" ]] || die_usage "the control node is --control $control_suite"
    shift 2
    (($#)) || die_usage "exec takes a command"
    need_lab
    exec_in_control "$@"
  fi
  (($#)) || die_usage "exec takes a command"
  need_lab
  exec_in_lab "$@"
}

command_env() {
  need_lab
  print_environment
}

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && (($1 < 65536)); }

command_forward() {
  local port=8080 target=proxy1
  if [[ ${1-} == --port ]]; then
    port=${2-}
    is_port "$port" || die_usage "--port takes a port number"
    shift 2
  fi
  (($# <= 1)) || die_usage "forward takes --port PORT and SERVER[:PORT]"
  target=${1:-$target}
  need_server "${target%%:*}"
  need_lab
  [[ $target == *:* ]] || target+=:80
  is_port "${target#*:}" || die_usage "'${target#*:}' is no port number"
  forward "$port" "${target%%:*}" "${target#*:}"
}

command_freeze() {
  only_a_server freeze "$@"
  freeze_server "$1"
}

command_thaw() {
  only_a_server thaw "$@"
  thaw_server "$1"
}

command_unplug() {
  only_a_server unplug "$@"
  lock_lab
  plug_out "$1"
}

command_plug() {
  only_a_server plug "$@"
  need_lab
  lock_lab
  plug_in "$1"
  unlock_lab
  await_servers "$1"
}

command_power_cycle() {
  only_a_server power-cycle "$@"
  need_lab
  lock_lab
  plug_out "$1"
  plug_in "$1"
  unlock_lab
  await_servers "$1"
}

command_cut() {
  only_a_server cut "$@"
  lock_lab
  cut_cable "$1"
}

command_heal() {
  only_a_server heal "$@"
  lock_lab
  heal_cable "$1"
}

command_isolate() {
  (($# == 0)) || die_usage "isolate takes nothing: it cuts this machine off from all servers"
  need_lab
  lock_lab
  mapfile -t names < <(server_names)
  net_neighbours replace "${names[@]}"
}

command_rejoin() {
  (($# == 0)) || die_usage "rejoin takes nothing: it undoes isolate"
  need_lab
  lock_lab
  in_net ip neighbour flush dev "$net_bridge" nud permanent
}

command_stress() {
  local name=${1-}
  case ${2-} in
    '' | off) ;;
    *) die_usage "stress takes the name of a server, and 'off' to end it" ;;
  esac
  only_a_server stress ${name:+"$name"}
  need_lab
  if [[ ${2-} == off ]]; then
    stress_off "$name"
  else
    stress_on "$name"
  fi
}
