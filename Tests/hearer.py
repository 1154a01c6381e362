"""A client of server-sent events, as strict as a browser: chunks, events, identifiers, comments."""

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

import httpx

from raw import request


@dataclass(frozen=True)
class Event:
    name: str
    data: str
    identifier: str


class Hearer:
    """Hears one stream; reads only when told."""

    def __init__(
        self, port: int, path: str, *headers: str, version: str = "1.1", window: int | None = None, seconds: float = 30
    ) -> None:
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(seconds)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(request("GET", path, *headers, version=version))
        self.is_chunked = version == "1.1"
        self.events: list[Event] = []
        self.comments = 0
        self.retry: int | None = None
        self.last = ""
        # The server has ended the body as every body ends.
        self.is_ended = False
        self.is_closed = False
        self._received = b""
        self._text = b""
        self._head: httpx.Headers | None = None
        self.status = 0

    def __enter__(self) -> "Hearer":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    @property
    def head(self) -> httpx.Headers:
        while self._head is None:
            assert self.read(), "closed before the head"
        return self._head

    def read(self) -> bool:
        """Takes in what comes next; False at the end of the connection."""
        part = self.socket.recv(65536)
        if not part:
            self.is_closed = True
            return False
        self._received += part
        if self._head is None and b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")
            self.status = int(lines[0].split()[1])
            self._head = httpx.Headers([tuple(line.split(": ", 1)) for line in lines[1:]])
        if self._head is not None:
            self._take()
        return True

    def _take(self) -> None:
        if not self.is_chunked:
            self._text, self._received = self._text + self._received, b""
        while self.is_chunked and not self.is_ended:
            size, separator, rest = self._received.partition(b"\r\n")
            if not separator or len(rest) < int(size, 16) + 2:
                break
            length = int(size, 16)
            assert rest[length : length + 2] == b"\r\n"
            self._text += rest[:length]
            self._received = rest[length + 2 :]
            self.is_ended = length == 0
        *blocks, self._text = re.split(rb"(?<=\n)\n", self._text)
        for block in blocks:
            self._dispatch(block.decode())

    def _dispatch(self, block: str) -> None:
        name, data = "message", []
        for line in block.splitlines():
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "":
                self.comments += 1
            elif field == "id":
                self.last = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif field == "retry":
                self.retry = int(value)
            else:
                raise AssertionError(f"not a field: {line}")
        if data:
            self.events.append(Event(name, "\n".join(data), self.last))

    def wait(self, condition, seconds: float = 20) -> None:
        """Reads until the condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, f"waited in vain: {self.events[-5:]}"
            self.socket.settimeout(left)
            with suppress(TimeoutError):
                assert self.read() or condition(), "the connection was closed"

    def wait_for(self, count: int, seconds: float = 20) -> list[Event]:
        self.wait(lambda: len(self.events) >= count, seconds)
        return self.events

    def wait_for_end(self, seconds: float = 20) -> None:
        self.wait(lambda: self.is_ended, seconds)
