"""A small web server on this machine that can break off, refuse, change its mind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Web:
    """What the server holds, how it behaves, and what it was asked."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    ranges: bool = True  # whether it can send a file from the middle
    break_after: list[int] = field(default_factory=list)  # bytes, one per answer
    answers: list[int] = field(default_factory=list)  # codes that come first
    asked: list[tuple[str, str]] = field(default_factory=list)  # path and range

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"


class _Handler(BaseHTTPRequestHandler):
    web: Web

    def do_GET(self) -> None:
        web, name = self.web, self.path.lstrip("/").split("?")[0]
        wanted = self.headers.get("Range", "")
        web.asked.append((name, wanted))
        if web.answers and (code := web.answers.pop(0)) != 200:
            self.send_error(code)
            return
        if name not in web.files:
            self.send_error(404)
            return
        content, tag = web.files[name], web.tags.get(name, "")
        condition = self.headers.get("If-Range", tag)
        start = int(wanted[6:-1]) if wanted and web.ranges and condition == tag else 0
        if start and start >= len(content):
            self.send_error(416)
            return
        self._send(content, start, tag)

    def _send(self, content: bytes, start: int, tag: str) -> None:
        self.send_response(206 if start else 200)
        if start:
            last = len(content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if self.web.break_after:
            body = body[: self.web.break_after.pop(0)]
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web server; retries do not pause, and no proxy stands in between."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("tengen.utils.download.PAUSE", 0.0)
    web = Web()
    handler = type("Handler", (_Handler,), {"web": web})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    web.address = f"http://127.0.0.1:{server.server_port}"
    yield web
    server.shutdown()
    server.server_close()
    thread.join()
