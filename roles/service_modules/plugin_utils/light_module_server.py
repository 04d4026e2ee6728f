"""What `light_module.py` runs on a server: asks the fence, runs the module that was sent, and prints its result.

Python there gets this text and its parcel on standard input. It imports nothing but Python's own.
"""

import fcntl
import importlib.util
import json
import os
import sys
import time

DAY = 86400


def refusal(fence, warnings):
    """Why this run may not act here. If it may, the fence holds its token now, as far as the disk lets it."""
    token, path = fence['token'], fence['file']
    try:
        os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            text = os.pread(file, 64, 0).decode('ascii', 'replace').strip()
            newest = int(text) if text.isdigit() else 0
            if newest > token and newest > (time.time() + DAY) * 1000:
                return (
                    '%s has %d, the number of a lease from a time that is still to come: this run (%d) and all others are'
                    ' refused; if no monitor and no run has such a lease, remove that file' % (path, newest, token)
                )
            if newest > token:
                return (
                    'a run with a newer lease of the cluster has been here (%d; this one has %d): this run has lost its'
                    ' lease, so nothing was done; the other one goes on' % (newest, token)
                )
            # Always as long: over an older token it fits on a full disk, too.
            os.pwrite(file, b'%020d\n' % token, 0)
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as problem:
        warnings.append('the fence is not kept, an older run would not be refused: %s' % problem)
    return None


class Sent:
    """Finds modules, and files that they read, among the sources that were sent."""

    def __init__(self, sources):
        self._sources = sources

    def find_spec(self, name, path=None, target=None):
        if name in self._sources:
            return importlib.util.spec_from_loader(name, self, is_package=not self._sources[name])
        return None

    def get_data(self, path):
        return self._sources[path].encode()

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self._sources[module.__name__], module.__name__, 'exec'), module.__dict__)


def main(parcel):
    warnings = []
    sys.meta_path.insert(0, Sent(parcel['sources']))
    try:
        refused = parcel['fence'] and refusal(parcel['fence'], warnings)
        if refused:
            result = {'failed': True, 'msg': refused}
        else:
            result = importlib.import_module('module').run(parcel['given'], parcel['check_mode'])
    except Exception as problem:
        import traceback  # Most modules do not fail, and it takes a moment.
        said = '%s: %s' % (type(problem).__name__, problem)
        result = {'failed': True, 'msg': said, 'exception': traceback.format_exc()}
    if warnings:
        result['warnings'] = warnings + result.get('warnings', [])
    print(parcel['mark'] + json.dumps(result))
