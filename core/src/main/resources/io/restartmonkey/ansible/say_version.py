"""Says which ansible-core this Python has. Importing nothing else, it takes a tenth of the time of ansible-playbook."""

from __future__ import annotations

from ansible import release

if __name__ == '__main__':
    print(release.__version__)
