#!/usr/bin/python3
"""Ansible module: write an inventory, that is the template with the servers filled in."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: cluster_inventory
short_description: Write an inventory, that is the template with the servers filled in
description:
  - The template is an inventory without hosts. Its groups and variables stay as they are, tags such as C(!vault) too.
  - Texts in the variables of a server are tagged C(!unsafe), so that Ansible renders no template in them.
  - The file is replaced in one step, and is its owner's alone.
options:
  template: {type: path, required: true, description: The template.}
  dest: {type: path, required: true, description: The inventory to write.}
  servers:
    type: list
    elements: dict
    required: true
    description: The servers.
    suboptions:
      name: {type: str, required: true, description: Name of the server.}
      groups: {type: list, elements: str, required: true, description: Groups that it joins.}
      vars: {type: dict, default: {}, description: 'Its variables, such as ansible_host.'}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Write the inventory
  cluster_inventory:
    template: inventory-templates/cluster.yaml
    dest: inventory
    servers:
      - {name: app1, groups: [app], vars: {ansible_host: 10.77.0.13}}
"""

RETURN = ""

import os
import tempfile
import traceback

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

try:
    import yaml

    IMPORT_ERROR = None
except ImportError:
    IMPORT_ERROR = traceback.format_exc()

HEADER = "# Written by create-servers.yaml from the template. To change groups or variables, change the template.\n"


class Tagged:
    """A value with a tag that is Ansible's business, carried through as it is."""

    def __init__(self, node):
        self.node = node


def yaml_dialect():
    """(Loader, Dumper) that carry unknown tags through."""

    class Loader(yaml.SafeLoader):
        pass

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data):
            return True

    Loader.add_constructor(None, lambda _loader, node: Tagged(node))
    Dumper.add_representer(Tagged, lambda _dumper, tagged: tagged.node)
    return Loader, Dumper


def unsafe(value):
    """The value with every text in it tagged: it comes from outside, so Ansible is to render no template in it."""
    if isinstance(value, dict):
        return {name: unsafe(one) for name, one in value.items()}
    if isinstance(value, list):
        return [unsafe(one) for one in value]
    if isinstance(value, str):
        return Tagged(yaml.ScalarNode("!unsafe", value, style='"'))
    return value


def fill(template, servers):
    """The template's groups with the servers in them. ValueError says what does not fit."""
    try:
        children = template["all"]["children"]
    except (TypeError, KeyError):
        raise ValueError("the template has no all.children")
    for server in servers:
        for name in server["groups"]:
            if name not in children:
                raise ValueError("server %s is to join group %s, which the template lacks" % (server["name"], name))
            group = children[name] or {}
            children[name] = group
            group["hosts"] = group.get("hosts") or {}
            if server["name"] in group["hosts"]:
                raise ValueError("server %s is there twice" % server["name"])
            group["hosts"][server["name"]] = unsafe(server["vars"])
    return template


def inventory_text(template_text, servers):
    loader, dumper = yaml_dialect()
    filled = fill(yaml.load(template_text, Loader=loader), servers)
    return HEADER + yaml.dump(filled, Dumper=dumper, default_flow_style=False, sort_keys=False, explicit_start=True)


def read(path):
    with open(path) as source:
        return source.read()


def replace(path, text):
    handle, half_written = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".inventory-")
    try:
        with os.fdopen(handle, "w") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        os.chmod(half_written, 0o600)
        os.rename(half_written, path)
    except OSError:
        os.unlink(half_written)
        raise


def main():
    module = AnsibleModule(
        argument_spec={
            "template": {"type": "path", "required": True},
            "dest": {"type": "path", "required": True},
            "servers": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "name": {"type": "str", "required": True},
                    "groups": {"type": "list", "elements": "str", "required": True},
                    "vars": {"type": "dict", "default": {}},
                },
            },
        },
        supports_check_mode=True,
    )
    if IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("PyYAML"), exception=IMPORT_ERROR)
    template, dest = module.params["template"], module.params["dest"]
    try:
        text = inventory_text(read(template), module.params["servers"])
        before = read(dest) if os.path.exists(dest) else ""
        changed = text != before
        if changed and not module.check_mode:
            replace(dest, text)
    except (OSError, ValueError, yaml.YAMLError) as problem:
        module.fail_json(msg="cannot write %s from %s: %s" % (dest, template, problem))
    module.exit_json(
        changed=changed, diff={"before": before, "after": text, "before_header": dest, "after_header": dest}
    )


if __name__ == "__main__":
    main()
