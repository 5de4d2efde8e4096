"""The server of the local web: one loopback port, many hosts, a log, and faults to order."""

from __future__ import annotations

import re
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.sites.aerosilesia import Aerosilesia
from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.edutainment import Edutainment
from tests.sites.kignet import Kignet
from tests.sites.klasterpolskanatura import KlasterPolskaNatura
from tests.sites.lke import Lke
from tests.sites.poligen import Poligen

SITES: tuple[type[Site], ...] = (Kignet, Lke, Aerosilesia, Edutainment, Poligen, KlasterPolskaNatura)

KEEP: Any = object()
"""`override(status=KEEP)`: answer as the site does (after the delay, say)."""


@cache
def sites() -> dict[str, Site]:
    """The sites by name; made once, as nothing in them changes."""
    return {kind.name: kind() for kind in SITES}


@dataclass(frozen=True)
class Record:
    """One request as it came and what was answered (status None: the connection was dropped)."""

    time: float
    host: str
    method: str
    path: str
    headers: dict[str, str]
    status: int | None
    scheme: str = "http"


@dataclass
class Fault:
    """One order of `LocalWeb.override`; `times` counts down, None lasts."""

    host: str | None
    path: re.Pattern[str]
    status: int | None
    body: str | bytes | None
    headers: Mapping[str, str]
    times: int | None
    delay: float
    gate: threading.Event | None = None


@dataclass
class _State:
    lock: threading.Lock = field(default_factory=threading.Lock)
    requests: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault_for(self, request: Request) -> Fault | None:
        """The newest order that fits, counted down."""
        with self.lock:
            for fault in reversed(self.faults):
                if fault.host in (None, request.host) and fault.path.search(request.target) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None


def answer(request: Request) -> Reply:
    """Find the site of the host, send other forms of its name to the main form, and let it answer."""
    for site in sites().values():
        if request.host == site.host:
            if request.scheme != site.scheme:
                return redirect(f"{site.base}{request.target}")
            return site.answer(request)
        if request.host in site.aliases():
            return redirect(f"{site.base}{request.target}")
    return Reply("<html><body><h1>404 Not Found</h1><p>nginx</p></body></html>", 404)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a small answer must not wait for the client's delayed ACK
    wbufsize = -1
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        request = self._request()
        state = self.server.state
        fault = state.fault_for(request)
        if fault is not None and fault.delay:
            time.sleep(fault.delay)
        if fault is not None and fault.gate is not None:
            fault.gate.wait(timeout=60)
        if fault is not None and fault.status is None:
            self._log(request, None)
            self.close_connection = True
            return
        if fault is None or fault.status is KEEP:
            reply = answer(request) if self.command in ("GET", "HEAD") else Reply("405 Method Not Allowed", 405)
        else:
            body = f"<html><body><h1>{fault.status}</h1></body></html>" if fault.body is None else fault.body
            reply = Reply(body, fault.status or 200, headers=dict(fault.headers))
        self._send(request, reply)

    do_HEAD = do_POST = do_GET  # noqa: N815 (the names that http.server calls)

    def _request(self) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = int(headers.get("content-length") or 0)
        if length:
            self.rfile.read(length)
        target = self.path
        host = headers.get("host", "")
        if not target.startswith("/"):  # absolute form, as to a proxy
            parts = urlsplit(target)
            host = parts.netloc
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = host.rsplit(":", 1)[0].lower() if ":" in host else host.lower()
        # Without the header the site's own scheme is meant, so that curl with a Host header alone works.
        own = next((s.scheme for s in sites().values() if s.host == host), "http")
        return Request(self.command, headers.get("x-forwarded-proto", own).lower(), host, target, headers)

    def _send(self, request: Request, reply: Reply) -> None:
        content = reply.content()
        self.send_response(reply.status)
        headers = {"Content-Type": reply.content_type} | reply.headers
        if reply.status != 304:
            headers["Content-Length"] = str(len(content))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(content)
        self._log(request, reply.status)

    def _log(self, request: Request, status: int | None) -> None:
        with self.server.state.lock:
            self.server.state.requests.append(
                Record(
                    time.monotonic(),
                    request.host,
                    self.command,
                    request.target,
                    request.headers,
                    status,
                    request.scheme,
                )
            )

    def version_string(self) -> str:
        return "Apache"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        """The log is `LocalWeb.requests`; the terminal stays quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], state: _State) -> None:
        self.state = state
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; a fault of ours is."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class LocalWeb:
    """The local web as a context manager: serves from a daemon thread until the block ends."""

    def __init__(self, port: int = 0) -> None:
        self._state = _State()
        self._server = _Server(("127.0.0.1", port), self._state)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> list[Record]:
        """What came so far, oldest first; a copy."""
        with self._state.lock:
            return list(self._state.requests)

    def override(
        self,
        host: str | None,
        path_regex: str,
        *,
        status: int | None = KEEP,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        delay: float = 0,
        gate: threading.Event | None = None,
    ) -> None:
        """From now on answer otherwise where the host (None: any) and the path with query fit.

        `status` None drops the connection; without a status but with a body it is 200, and without
        both the site answers as ever, after the delay. The newest order that fits wins; `times`
        limits how often. With a `gate`, the answer waits until the test sets it.
        """
        if status is KEEP and body is not None:
            status = 200
        fault = Fault(host, re.compile(path_regex), status, body, dict(headers or {}), times, delay, gate)
        with self._state.lock:
            self._state.faults.append(fault)

    def fetch(self, url: str) -> bytes:
        """The body of a page by its real address, over HTTP. Raises urllib.error.HTTPError."""
        parts = urlsplit(url)
        target = f"http://{self.address}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme}
        with urllib.request.urlopen(urllib.request.Request(target, headers=headers)) as response:
            body: bytes = response.read()
        return body

    def reset(self) -> None:
        """Forget all overrides and the log."""
        with self._state.lock:
            self._state.faults.clear()
            self._state.requests.clear()

    def __enter__(self) -> LocalWeb:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
