"""One attempt to bring an address's content into a file, going on where it stopped."""

from __future__ import annotations

import http.client
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

TIMEOUT = 20.0  # seconds without a single byte
BLOCK = 1 << 18

Progress = Callable[[int, "int | None"], None]


class Interrupted(OSError):
    """The transfer broke off; another attempt may go on from there."""


class Unavailable(OSError):
    """The address cannot be had; another attempt would not help."""


@dataclass(frozen=True)
class Answer:
    """What a server sends: where its content starts, and how long the whole is."""

    stream: Any
    start: int
    total: int | None
    tag: str


def transfer(url: str, part: Path, *, trusted: bool, progress: Progress) -> None:
    """Append to `part` what it lacks of the content of `url`.

    Args:
        url: the address.
        part: the unfinished file; it is made if it does not exist.
        trusted: the finished file will be checked by its hash. If not, a part is only
            added to when the server vouches that the content has not changed.
        progress: called with the bytes that are there and their total, if known.

    Raises:
        Interrupted: if a further attempt may succeed.
        Unavailable: if not.
    """
    tag_file = part.with_name(part.name + ".tag")
    start = part.stat().st_size if part.exists() else 0
    tag = tag_file.read_text() if tag_file.exists() else ""
    if not (trusted or tag):
        start = 0
    answer = _ask(url, start, "" if trusted else tag)
    if answer is None:
        # The server has nothing beyond the part, so the part belongs to another file
        # (or is whole, which cannot be known here): a fresh start is always right.
        part.unlink()
        _remember(tag_file, "")
        raise Interrupted("the unfinished file does not fit the one at the address")
    with answer.stream:
        if answer.start == 0:
            _remember(tag_file, "" if trusted else answer.tag)
        with part.open("r+b" if answer.start else "wb") as output:
            output.seek(answer.start)
            _copy(answer, output, progress)
    tag_file.unlink(missing_ok=True)


def _remember(tag_file: Path, tag: str) -> None:
    if tag:
        tag_file.write_text(tag)
    else:
        tag_file.unlink(missing_ok=True)


def _ask(url: str, start: int, tag: str) -> Answer | None:
    """Send the request; `None` says that nothing lies beyond `start`."""
    headers = {"User-Agent": "tengen", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if tag:
            headers["If-Range"] = tag
    request = urllib.request.Request(url, headers=headers)
    try:
        stream = urllib.request.urlopen(
            request, timeout=TIMEOUT, context=_certificates()
        )
    except urllib.error.HTTPError as error:
        if error.code == 416 and start:
            return None
        raise _http_problem(error) from error
    except urllib.error.URLError as error:
        raise _network_problem(error.reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise Interrupted(f"the connection broke ({_words(error)})") from error
    return _read_head(stream, start)


def _read_head(stream: Any, start: int) -> Answer:
    tag = stream.headers.get("ETag") or stream.headers.get("Last-Modified") or ""
    if tag.startswith("W/"):
        tag = ""
    length = stream.headers.get("Content-Length")
    if getattr(stream, "status", None) != 206:
        return Answer(stream, 0, int(length) if length else None, tag)
    content_range = stream.headers.get("Content-Range", "")
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", content_range)
    if not found or int(found[1]) != start:
        stream.close()
        raise Unavailable(f"the server sent another range ({content_range})")
    return Answer(stream, start, None if found[2] == "*" else int(found[2]), tag)


def _copy(answer: Answer, output: Any, progress: Progress) -> None:
    done = answer.start
    progress(done, answer.total)
    while True:
        try:
            block = answer.stream.read1(BLOCK)
        except (OSError, http.client.HTTPException) as error:
            raise Interrupted(f"the transfer broke off ({_words(error)})") from error
        if not block:
            break
        output.write(block)
        done += len(block)
        progress(done, answer.total)
    if answer.total is not None and done < answer.total:
        raise Interrupted(f"the transfer broke off ({done} of {answer.total} bytes)")


def _http_problem(error: urllib.error.HTTPError) -> OSError:
    text = f"the server answered {error.code} {error.reason}"
    temporary = error.code in (408, 425, 429) or error.code >= 500
    return Interrupted(text) if temporary else Unavailable(text)


def _network_problem(reason: Any) -> OSError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unavailable(f"its certificate is not accepted ({reason.verify_message})")
    if isinstance(reason, ConnectionResetError):
        return Interrupted(f"the connection broke ({_words(reason)})")
    return Unavailable(f"no connection ({_words(reason)})")


def _words(error: Any) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _certificates() -> ssl.SSLContext:
    """Return the system's certificates, and certifi's where that is installed."""
    context = ssl.create_default_context()
    try:
        certifi = import_module("certifi")
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context
