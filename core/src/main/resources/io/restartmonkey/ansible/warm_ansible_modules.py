"""Keeps the modules that Ansible has packed for servers, from one run to the next."""

from __future__ import annotations

import hashlib
import os

from warm_ansible_fork import RUN_PLAY, python_words
from warm_ansible_imports import stamp

# Content with more files than this is not looked through: its modules are packed anew for each run.
MOST_FILES = 5000


def chosen_play(words):
    """What says which play is to be run; empty where none is chosen."""
    own = python_words(words)
    if os.path.basename(own[0]) != RUN_PLAY:
        return b''
    with open(own[1], 'rb') as file:
        return file.read()


def content_key(words):
    """A name for all the module code that a run with this command line may send; None if there is too much to look
    through. Two plays may include roles that each have a module of one name, so the play counts as well."""
    from ansible import constants
    folders = [os.path.dirname(words[-1])]
    for setting in ('DEFAULT_ROLES_PATH', 'DEFAULT_MODULE_PATH', 'DEFAULT_MODULE_UTILS_PATH', 'COLLECTIONS_PATHS'):
        folders += getattr(constants, setting, None) or []
    digest = hashlib.sha256(repr((words[-1], chosen_play(words))).encode())
    left = MOST_FILES
    for folder in folders:
        for path, _, names in os.walk(folder, followlinks=True):
            left -= 1 + len(names)
            if left < 0:
                return None
            for name in names:
                if not name.endswith(('.yml', '.yaml', '.md')):
                    file = os.path.join(path, name)
                    digest.update(repr((file, stamp(file))).encode())
    return digest.hexdigest()


class PackedModules:
    """Packed modules, kept from run to run as long as no file changes that they may be made of.

    Ansible keeps them in its temporary folder, by name alone, as that folder ends with its process. Each run has its
    own such folder: two of them would be in each other's way there.
    """

    NAME = 'ansiballz_cache'
    KEY = 'packed-key'
    UNFINISHED = ('-part', '.lock')

    def __init__(self, folder):
        self._folder = folder

    def lend(self, words, temporary):
        key = content_key(words)
        if key:
            with open(os.path.join(temporary, self.KEY), 'w') as file:
                file.write(key)
            own = os.path.join(temporary, self.NAME)
            os.mkdir(own, 0o700)
            kept = os.path.join(self._folder, key)
            if os.path.isdir(kept):
                for name in os.listdir(kept):
                    os.link(os.path.join(kept, name), os.path.join(own, name))

    def take_back(self, temporary):
        """Keeps what a run that has ended packed; where that fails, the next one packs it anew."""
        try:
            with open(os.path.join(temporary, self.KEY)) as file:
                kept = os.path.join(self._folder, file.read())
            own = os.path.join(temporary, self.NAME)
            os.makedirs(kept, mode=0o700, exist_ok=True)
            for name in os.listdir(own):
                if not name.endswith(self.UNFINISHED):
                    os.replace(os.path.join(own, name), os.path.join(kept, name))
        except OSError:
            pass
