# shellcheck shell=bash
# How the scripts build and call the launcher. Sourced, never run; wants common.sh and $root.

# MONKEY_JAR: a jar that is there already, to use instead of building one.
jar=${MONKEY_JAR:-${root:?}/launcher/target/restart-monkey.jar}

# Builds the jar if it is missing or older than any source.
build_jar() {
  [[ ! ${MONKEY_JAR-} ]] || return 0
  if [[ ! -e $jar || $(find "$root"/pom.xml "$root"/{core,launcher}/{pom.xml,src/main} -newer "$jar" -print -quit) ]]; then
    note "building the launcher"
    mvn -q -f "$root/pom.xml" package -DskipTests -Dmaven.javadoc.skip=true >&2
  fi
}

# The launcher, in this process' network.
monkey() { java -jar "$jar" "$@"; }

# The launcher inside the lab, where it finds the lab's Redis.
lab_monkey() {
  RESTART_MONKEY_REDIS_URI="redis://$(lab_address redis1):6379" "$root/scripts/lab" exec java -jar "$jar" "$@"
}

lab_address() { "$root/scripts/lab" status --json | jq --raw-output ".[] | select(.name == \"$1\").address"; }

# A playbook without the launcher, run from the folder of the playbooks, as its users do.
lab_playbook() { # PLAYBOOK ARG…
  (cd "$root/playbooks" && exec "$root/scripts/lab" exec ansible-playbook "$@")
}

# From nothing to a cluster that serves: create, provision, deploy.
make_cluster() {
  lab_playbook create-servers.yaml
  lab_playbook provision-playbook.yml -i "$root/inventory"
  lab_playbook prod-deploy.yml -i "$root/inventory"
  lab_playbook prod-canary-deploy.yml -i "$root/inventory"
}

# Processes of runs in a folder, by the mark in their environment. Connections that ssh keeps open, and the resident
# process that waits for the next run, do not count.
processes_of_runs() { # FOLDER
  local environment
  for environment in /proc/[0-9]*/environ; do
    if grep --quiet --null-data "^RESTART_MONKEY_STEP=$1/" "$environment" 2>/dev/null &&
      ! grep --quiet --null-data "^RESTART_MONKEY_STEP=$1/resident-" "$environment" 2>/dev/null &&
      ! grep --quiet --text '\[mux\]' "${environment%environ}cmdline" 2>/dev/null; then
      printf '%s\n' "${environment//[!0-9]/}"
    fi
  done
}
