# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# The lab's network: a namespace with a bridge in it and no way out.
# A packet to a server that is gone stays in here.

net_prefix=10.77.0
net_bridge=br0

net_path() { printf '/run/netns/%s' "$key"; }

net_is_up() { [[ $(stat --file-system --format=%T "$(net_path)" 2>/dev/null) == nsfs ]]; }

net_mark() { printf '%s/.%s.network' "$lab_home" "$lab"; }

net_is_ours() { [[ -e $(net_mark) ]]; }

in_net() { nsenter --net="$(net_path)" -- "$@"; }

net_up() {
  if ! net_is_up; then
    : >"$(net_mark)"
    # A file without a namespace behind it: `ip netns add` was cut short.
    rm -f "$(net_path)"
    ip netns add "$key"
  fi
  in_net ip link set lo up
  in_net ip link show "$net_bridge" &>/dev/null || in_net ip link add "$net_bridge" type bridge forward_delay 0
  in_net ip address replace "$net_prefix.1/24" dev "$net_bridge"
  in_net ip link set "$net_bridge" up
}

net_down() {
  if net_is_up; then ip netns delete "$key"; else rm -f "$(net_path)"; fi
  rm -f "$(net_mark)"
}

# This machine's own cable: packets to a server go to a card that nobody has, as into a pulled cable. The servers still
# reach each other.
net_neighbours() { # replace|delete SERVER…
  local action=$1 name
  shift
  for name in "$@"; do
    in_net ip neighbour "$action" "$(server_address "$name")" lladdr 02:00:00:00:00:00 dev "$net_bridge" nud permanent
  done
}

# The bridge's end of a server's cable. Named by the server's id: interface names are short.
server_interface() { printf 'vb-%s' "$(server_id "$1")"; }

server_is_cut() { # NAME
  local link
  link=$(in_net ip -oneline link show "$(server_interface "$1")" 2>/dev/null) && [[ $link != *[\<,]UP[,\>]* ]]
}

net_link() { # NAME up|down
  in_net ip link set "$(server_interface "$1")" "$2"
}
