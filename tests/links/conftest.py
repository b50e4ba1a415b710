"""A server on this machine that answers well, badly, late, or not at all."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from policies.links import Manners

CERTIFICATE = Path(__file__).parent / "self_signed.pem"


class Site:
    """``asked`` are the requests that came, as (method, path), in order; ``most_at_once`` how many there were together.

    ``pages`` are answers by name: a body, and its headers.
    """

    def __init__(self, server: ThreadingHTTPServer, scheme: str) -> None:
        self.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        self.asked: list[tuple[str, str]] = []
        self.pages: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.agents: set[str] = set()
        self.tries: Counter[str] = Counter()
        self.starts: list[float] = []
        self.now = self.most_at_once = self.sent = 0
        self.lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        site, name = self.site, self.path.strip("/").partition("?")[0]
        with site.lock:
            site.asked.append((self.command, self.path))
            site.agents.add(self.headers["User-Agent"])
            site.starts.append(time.monotonic())
            site.tries[name] += 1
            site.now += 1
            site.most_at_once = max(site.most_at_once, site.now)
        try:
            getattr(self, f"say_{name.replace('-', '_')}", self.say_status)(name)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with site.lock:
                site.now -= 1

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def say_status(self, name: str) -> None:
        """``/404`` answers 404, anything else is a page: one of ``site.pages``, or a plain text."""
        if name in self.site.pages:
            body, headers = self.site.pages[name]
            return self.say(302 if "Location" in headers else 200, body, **{"Content-Type": "text/html", **headers})
        self.say(int(name) if name.isdigit() else 200, b"text")

    def say_old(self, name: str) -> None:
        self.say(301, Location="/older")

    def say_older(self, name: str) -> None:
        self.say(308, Location="new?at=last")

    def say_elsewhere(self, name: str) -> None:
        self.say(302, Location="/new")

    def say_moved_then_away(self, name: str) -> None:
        self.say(301, Location="/elsewhere")

    def say_moved_to_nothing(self, name: str) -> None:
        self.say(301, Location="/404")

    def say_loop(self, name: str) -> None:
        self.say(302, Location="/loop-back")

    def say_loop_back(self, name: str) -> None:
        self.say(301, Location="/loop")

    def say_endless(self, name: str) -> None:
        self.say(302, Location=f"/endless?{self.site.tries['endless']}")

    def say_to_a_file(self, name: str) -> None:
        self.say(302, Location="file:///etc/passwd")

    def say_to_nonsense(self, name: str) -> None:
        self.say(302, Location="http://example.org:port/")

    def say_no_head(self, name: str) -> None:
        self.say(405 if self.command == "HEAD" else 200, b"text")

    def say_no_head_at_all(self, name: str) -> None:
        self.say(404 if self.command == "HEAD" else 200, b"text")

    def say_busy(self, name: str) -> None:
        self.say(503 if self.site.tries[name] < 3 else 200, Retry_After="0")

    def say_busy_for_long(self, name: str) -> None:
        self.say(503, Retry_After="86400")

    def say_too_many(self, name: str) -> None:
        self.say(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")

    def say_slow(self, name: str) -> None:
        time.sleep(1.5)
        self.say(200)

    def say_a_while(self, name: str) -> None:
        time.sleep(0.05)
        self.say(200)

    def say_drops(self, name: str) -> None:
        """A page that comes a letter at a time, for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for __ in range(200):
            self.wfile.write(b"<")
            time.sleep(0.05)

    def say_huge_page(self, name: str) -> None:
        """A page without end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b"<html lang=es><head><title>Enorme</title></head><body>")
        while self.site.sent < 500_000_000:
            self.wfile.write(b"<p>x</p>" * 8192)
            self.site.sent += 65_536

    def say_reset(self, name: str) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def say_huge(self, name: str) -> None:
        """HEAD is refused; the body has no end."""
        if self.command == "HEAD":
            self.say(405)
            return
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while self.site.sent < 500_000_000:
            self.wfile.write(b"x" * 65_536)
            self.site.sent += 65_536

    def log_message(self, *args: Any) -> None:
        """Nothing: tests are quiet."""


Opened = Callable[..., Site]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Starts such a server on a free port: ``opened()``, or ``opened(secure=True)`` with a certificate that nobody signed."""
    servers = []

    def start(secure: bool = False) -> Site:
        handler = type("HandlerOfTest", (Handler,), {})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        handler.site = Site(server, "https" if secure else "http")  # type: ignore[attr-defined]
        server.handle_error = lambda *args: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return handler.site  # type: ignore[attr-defined, no-any-return]

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def site(opened: Opened) -> Site:
    return opened()


HASTY = {"private": True, "pause": 0.0, "timeout": 0.5, "tries": 3, "first_wait": 0.01, "longest_wait": 5.0}


@pytest.fixture
def manners() -> Manners:
    """In a hurry, and allowed to ask this machine."""
    return Manners("tests", **HASTY)  # type: ignore[arg-type]
