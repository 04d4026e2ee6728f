# shellcheck shell=bash disable=SC2154,SC2034
# A cluster of another shape, of stand-ins for services on the servers of a lab that is up (scripts/tests/diamond).
# Sourced, never run; wants $work, $root and monkey.sh.

diamond=$root/scripts/tests/diamond

# Which server has which service. Services that share one are restarted one after another, in the playbook's order.
declare -A diamond_server=(
  [store]=redis1 [worker]=redis1 [queue]=canary1 [search]=proxy1 [metrics]=proxy1
  [cart]=app1 [mail]=app1 [shop]=app2
)

# The same servers with other groups, as a state file.
diamond_state() {
  local groups='{}' service
  for service in "${!diamond_server[@]}"; do
    groups=$(jq -c --arg s "${diamond_server[$service]}" --arg g "$service" '.[$s] += [$g]' <<<"$groups")
  done
  lab_monkey snapshot | jq --argjson groups "$groups" '.servers[] |= (.groups = $groups[.name])'
}

# From now on core reads its playbooks. Installs the stand-ins; $work/state.json and $work/inventory tell of them.
diamond_is_made() {
  export RESTART_MONKEY_CONTENT_PLAYBOOKS=$diamond RESTART_MONKEY_CONTENT_TEMPLATE=$diamond/template.yaml
  diamond_state >"$work/state.json"
  lab_monkey inventory --state "$work/state.json" --write "$work/inventory" >/dev/null
  "$root/scripts/lab" exec ansible-playbook -i "$work/inventory" "$diamond/install.yaml" >/dev/null
}
