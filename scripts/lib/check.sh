# shellcheck shell=bash
# Checks of the test scripts: a line for each, and a count at the end. Sourced, never run.
# If a check fails, the last lines of what it said are shown, as many as `shown_lines`, and the file `evidence` if it is set.

passed=0
failed=0
summarised=''
said=$(mktemp)

# A test that ends without a summary was stopped by a command that nobody checked: says which.
# A script with an exit trap of its own calls this first in it.
checks_end() { # EXIT-CODE COMMAND
  rm -f "$said"
  [[ $summarised ]] || printf 'FAIL  the test itself stopped: exit %s of: %s\n' "$1" "$2"
}
trap 'checks_end "$?" "$BASH_COMMAND"' EXIT

# Runs the rest; the check holds if that exits 0. What it said is shown if it does not.
check() { # SENTENCE CMD…
  local sentence=$1
  shift
  if "$@" >"$said" 2>&1; then
    printf 'ok    %s\n' "$sentence"
    passed=$((passed + 1))
  else
    printf 'FAIL  %s\n' "$sentence"
    tail -n "${shown_lines:-15}" "$said" | sed 's/^/      /'
    [[ ! ${evidence-} ]] || sed 's/^/      /' "$evidence"
    failed=$((failed + 1))
  fi
}

# Exits with STATUS; what it says has WORDS in it.
exits() { # STATUS WORDS CMD…
  local status=$1 words=$2 output code=0
  shift 2
  output=$("$@" 2>&1) || code=$?
  printf '%s\n(exit %s, expected %s with: %s)\n' "$output" "$code" "$status" "$words"
  [[ $code == "$status" && $output == *"$words"* ]]
}

not() { ! "$@"; }

same() { # WANTED FOUND
  printf 'wanted: %s\nfound:  %s\n' "$1" "$2"
  [[ -n $1 && $1 == "$2" ]]
}

# The numbers never fall.
ascending() { # NUMBER…
  printf '%s\n' "$*"
  [[ $(printf '%s\n' "$@") == "$(printf '%s\n' "$@" | sort --numeric-sort)" ]]
}

summary() {
  summarised=yes
  printf '%s passed, %s failed\n' "$passed" "$failed"
  ((failed == 0))
}
