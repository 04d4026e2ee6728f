DOCUMENTATION = """
module: echo
short_description: Gives back what it was given
options:
  number: {type: float, default: 1.5, description: A number.}
  parts: {type: list, elements: dict, description: Parts, suboptions: {name: {type: str, required: true, description: A name.}}}
  text: {type: str, description: Any text.}
  run_left: {type: float, description: Seconds that the run has left.}
  does: {type: str, choices: [answer, raise, exit, lie], default: answer, description: What it does.}
"""

RETURN = """
given: {type: dict, returned: always, description: What it was given.}
loud: {type: str, returned: always, description: The text.}
read: {type: str, returned: always, description: A file beside what it imports.}
home: {type: str, returned: always, description: A variable of the environment.}
"""

import os
import sys

from ansible.module_utils.echoing import loud, read


def run(given, check_mode):
    if given["does"] == "raise":
        raise ValueError("on purpose")
    if given["does"] == "exit":
        sys.exit("gone on purpose")
    if given["does"] == "lie":
        return {"msg": given["text"], "ansible_facts": {"lied": True}, "changed": False}
    said = {"loud": loud(given["text"] or ""), "read": read("words.lua"), "home": os.environ.get("ECHO")}
    return dict(said, changed=not check_mode, given=given)
