# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with the other parts of scripts/lab
# What can happen to a server. Its power is in lab-server.sh.

freeze_takes() { # NAME
  cgroup_is_populated "$1" && cgroup_freeze "$1" 1 && cgroup_is_frozen "$1"
}

freeze_server() { # NAME
  supervisor_is_alive "$1" || die "$1 is off"
  wait_until 10 freeze_takes "$1" || die "$1 cannot be frozen"
}

thaw_server() { # NAME
  cgroup_freeze "$1" 0
  wait_until 10 cgroup_is_thawed "$1" || die "$1 cannot be thawed"
}

set_cable() { # NAME up|down; done as well when there is no cable, because the power is off
  supervisor_is_gone "$1" || net_link "$1" "$2" 2>/dev/null
}

cut_cable() { # NAME
  : >"$(server_dir "$1")/cut"
  # A server that is just booting gets its cable in a moment.
  wait_until 10 set_cable "$1" down || die "$1 cannot be cut off"
}

heal_cable() { # NAME
  rm -f "$(server_dir "$1")/cut"
  wait_until 10 set_cable "$1" up || die "$1 cannot be healed"
}

stress_on() { # NAME
  lab_ssh "$1" 'systemctl --quiet is-active lab-stress ||
    sudo systemd-run --quiet --collect --unit=lab-stress stress -c 1 -m 1'
}

stress_off() { # NAME
  lab_ssh "$1" '! systemctl --quiet is-active lab-stress || sudo systemctl stop lab-stress'
}
