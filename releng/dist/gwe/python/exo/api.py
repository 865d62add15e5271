"""The HTTP device API of Exosite clouds (spec: /onep:v1/stack/alias, /provision/activate). Python 3.6 or newer, standard library only.

Nothing here raises an exception because of the network or the cloud: every call returns an Answer, so that a program that looks at none of them lives on.
"""
import configparser
import http.client
import os
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request

DEFAULT_SERVER = 'https://m2.exosite.com'
GMQ_SERVER = 'http://127.0.0.1:8090'
FORM = 'application/x-www-form-urlencoded; charset=utf-8'
LONGEST = 1 << 20


class Answer(object):
    """What came back: status (0 when there was no answer), body (text) and reason (a sentence when it failed)."""

    def __init__(self, status, body='', reason=''):
        self.status = status
        self.body = body
        self.reason = reason

    @property
    def success(self):
        return 200 <= self.status < 300

    def __bool__(self):
        return self.success

    def __repr__(self):
        return 'Answer(%d%s)' % (self.status, ', ' + self.reason if self.reason else '')


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another server."""

    def redirect_request(self, *args, **more):
        return None


def home():
    """Where Gateway Engine is installed."""
    return os.environ.get('GWE_HOME') or '/opt/gateway-engine'


def option(name, section, key):
    """An option of a file in the home of Gateway Engine; '' when there is none."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(os.path.join(home(), name), encoding='utf-8')
        return parser.get(section, key).strip().strip('\'"')
    except (OSError, ValueError, configparser.Error):
        return ''


def default_server():
    """The cloud of this gateway: EXO_SERVER, else what gwe --set-cloud has set, else the product's or the common address of Exosite."""
    server = os.environ.get('EXO_SERVER') or option('Engine.config', 'engine', 'cloud')
    product = option('Gateway.cfg', 'device', 'vendor')
    return (server or ('https://%s.m2.exosite.com' % product if product else DEFAULT_SERVER)).rstrip('/')


def gateway_cik():
    """The key of the gateway itself; '' when it is not activated or may not be read."""
    try:
        with open(os.path.join(home(), 'state', 'cik')) as f:
            return f.read().strip()
    except OSError:
        return option('Gateway.cfg', 'device', 'cik')


class ExositeAPI(object):
    """A device at the cloud.

    cik: its key; without one, the gateway's own
    vendor, model, uuid: who it is, for activation, and for GMQ, which then needs no key
    server: of the cloud, such as https://m2.exosite.com; otherwise the gateway's (see default_server)
    gmq: whether to write through GMQ, the store and forward server on this gateway (also by EXO_GMQ=1)
    timeout: of each request, in seconds
    """

    def __init__(self, cik=None, vendor=None, model=None, uuid=None, server=None, gmq=None, timeout=30.0):
        if gmq is None:
            gmq = os.environ.get('EXO_GMQ', '') not in ('', '0')
        self.gmq = gmq
        self.vendor = vendor or ''
        self.model = model or ''
        self.uuid = uuid or ''
        self.cik = cik if cik is not None or self.vendor else gateway_cik()
        self.server = (server or (os.environ.get('EXO_GMQ_SERVER') or GMQ_SERVER if gmq else default_server())).rstrip('/')
        self.timeout = float(timeout)
        handlers = [NoRedirect()]
        authorities = option('Engine.config', 'engine', 'authorities')
        if authorities and self.server.startswith('https:'):
            context = ssl.create_default_context()
            context.load_verify_locations(authorities)
            handlers.append(urllib.request.HTTPSHandler(context=context))
        if gmq:
            handlers.append(urllib.request.ProxyHandler({}))  # it is on this machine
        self._opener = urllib.request.build_opener(*handlers)

    def http_write(self, alias, value=None):
        """Writes the value of an alias, or several of them by a dictionary. Answers with 204 when it is taken."""
        values = alias if value is None and isinstance(alias, dict) else {alias: value}
        return self._send('POST', '/onep:v1/stack/alias', encode(values.items()))

    def http_read(self, *aliases):
        """Reads aliases. Answer.values is a dictionary of those that have a value."""
        query = '&'.join(quote(alias) for alias in aliases)
        answer = self._send('GET', '/onep:v1/stack/alias?' + query)
        answer.values = decode(answer.body) if answer.status == 200 else {}
        return answer

    def http_record(self, alias, points):
        """Writes values with their times: pairs of Unix seconds and a value. Answers with 409 and the times that the cloud did not take."""
        return self._send('POST', '/onep:v1/stack/alias/' + quote(alias), encode((int(at), value) for at, value in points))

    def http_activate(self):
        """Activates the device; its key is cik from then on. 204 (by GMQ only): not yet, ask again."""
        form = encode((('vendor', self.vendor), ('model', self.model), ('sn', self.uuid)))
        answer = self._send('POST', '/provision/activate', form, known=False)
        key = answer.body.strip()
        if answer.status == 200 and len(key) == 40:
            self.cik = key
        return answer

    def _headers(self, known):
        headers = {'Accept': FORM}
        if known and self.gmq and self.vendor:
            headers['X-Exosite-VMS'] = '%s %s %s' % (self.vendor, self.model, self.uuid)
        elif known and self.cik:
            headers['X-Exosite-CIK'] = self.cik
        return headers

    def _send(self, method, path, form=None, known=True):
        headers = self._headers(known)
        data = None
        if form is not None:
            data = form.encode('ascii')
            headers['Content-Type'] = FORM
        try:
            request = urllib.request.Request(self.server + path, data=data, headers=headers, method=method)
            with self._opener.open(request, timeout=self.timeout) as reply:
                return Answer(reply.status, reply.read(LONGEST).decode('utf-8', 'replace'))
        except urllib.error.HTTPError as e:
            try:
                return Answer(e.code, e.read(LONGEST).decode('utf-8', 'replace'), str(e.reason))
            except (OSError, http.client.HTTPException):
                return Answer(e.code, '', str(e.reason))
        except (urllib.error.URLError, http.client.HTTPException, socket.timeout, OSError, ValueError) as e:
            return Answer(0, '', str(getattr(e, 'reason', e)))


def text(value):
    if isinstance(value, bytes):
        return value.decode('utf-8', 'replace')
    return str(value)


def quote(value):
    return urllib.parse.quote(text(value), safe='')


def encode(pairs):
    """A form with each name and value encoded: also &, =, + and what is not ASCII."""
    return '&'.join(quote(name) + '=' + quote(value) for name, value in pairs)


def decode(form):
    """The names and values of a form."""
    pairs = (part.partition('=') for part in form.strip().split('&') if part)
    return {urllib.parse.unquote_plus(name): urllib.parse.unquote_plus(value) for name, _, value in pairs}
