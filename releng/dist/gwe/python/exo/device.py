"""A device that activates itself and keeps its key in a file."""
import os
import tempfile
import time

from exo.api import ExositeAPI

OPTIONS = ('cik', 'vendor', 'model', 'uuid')


class Device(object):
    """A device at the cloud.

    name: for the header User-Agent and for people
    cfg_path: a file with cik, vendor, model and uuid, one a line as "cik = ''"; the key is written into it
    retry: the least time between two attempts to activate, in seconds; activate() waits for it
    more: of ExositeAPI: server, gmq, timeout
    """

    def __init__(self, name, cfg_path, retry=10.0, **more):
        self.name = name
        self.cfg_path = cfg_path
        self.retry = float(retry)
        self._lines = []
        self._tried = None
        values = self._read()
        self.api = ExositeAPI(cik=values['cik'], vendor=values['vendor'], model=values['model'], uuid=values['uuid'], **more)

    @property
    def cik(self):
        return self.api.cik

    def activated(self):
        """Whether it has a key. GMQ needs none of it."""
        return bool(self.api.cik)

    def activate(self):
        """Asks the cloud for a key; when it was asked a moment ago, waits first. Says whether there is one now."""
        if self._tried is not None:
            time.sleep(max(0.0, self._tried + self.retry - time.monotonic()))
        self._tried = time.monotonic()
        self.last = self.api.http_activate()
        if self.api.cik:
            self._write()
        return self.activated()

    def http_write(self, alias, value=None):
        """As ExositeAPI.http_write; when the cloud does not know the key any more, it is activated again."""
        return self._known(lambda: self.api.http_write(alias, value))

    def http_read(self, *aliases):
        """As ExositeAPI.http_read; when the cloud does not know the key any more, it is activated again."""
        return self._known(lambda: self.api.http_read(*aliases))

    def http_record(self, alias, points):
        """As ExositeAPI.http_record; when the cloud does not know the key any more, it is activated again."""
        points = list(points)
        return self._known(lambda: self.api.http_record(alias, points))

    def _known(self, call):
        answer = call()
        if answer.status != 401 or not self.api.vendor:
            return answer
        self.api.cik = ''
        self._write()
        return call() if self.activate() else answer

    def _read(self):
        values = dict.fromkeys(OPTIONS, '')
        with open(self.cfg_path, encoding='utf-8') as f:
            self._lines = f.read().splitlines()
        for line in self._lines:
            name, equals, value = line.partition('=')
            if equals and name.strip() in values:
                values[name.strip()] = value.strip().strip('\'"')
        return values

    def _write(self):
        """The file is the old or the new one, and has a key in it, so that only its owner may read it."""
        line = "cik = '%s'" % self.api.cik
        at = [i for i, old in enumerate(self._lines) if old.partition('=')[0].strip() == 'cik']
        if at:
            self._lines[at[-1]] = line
        else:
            self._lines.append(line)
        folder = os.path.dirname(os.path.abspath(self.cfg_path))
        handle, part = tempfile.mkstemp(dir=folder, prefix='.' + os.path.basename(self.cfg_path))
        try:
            with os.fdopen(handle, 'w', encoding='utf-8') as f:
                f.write('\n'.join(self._lines) + '\n')
                f.flush()
                os.fsync(f.fileno())
            os.replace(part, self.cfg_path)
        except BaseException:
            os.unlink(part)
            raise
