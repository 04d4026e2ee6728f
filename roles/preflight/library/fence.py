#!/usr/bin/python3
"""Ansible module: refuses a run that has lost the lease of the cluster."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: fence
short_description: Refuses a run that has lost the lease of the cluster
description:
  - Fails on a server where a run of the same cluster with a newer C(preflight_fence_token) has been. As every module of this kind
    does so before it acts, this one does nothing more; it is for what begins with something else, such as a reboot.
options: {}
author: Restart Monkey
"""

EXAMPLES = r"""
- name: Refuse a run that a newer one has overtaken
  fence:
"""

RETURN = r"""
"""


def run(given, check_mode):
    return {"changed": False}
