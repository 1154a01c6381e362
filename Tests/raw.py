"""Bytes on a socket: for requests that no HTTP library would send, and for answers it would hide."""

import json
import socket
import time
from collections.abc import Iterator

import httpx


class RawAnswer:
    def __init__(self, status_code: int, headers: httpx.Headers, content: bytes) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> dict:
        return json.loads(self.content)


class RawConnection:
    def __init__(self, port: int, seconds: float = 30) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def __enter__(self) -> "RawConnection":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def send(self, *parts: bytes | str) -> None:
        """Each part in a packet of its own, as far as the kernel lets us."""
        for part in parts:
            self.socket.sendall(part.encode() if isinstance(part, str) else part)

    def answer(self, to: str = "GET") -> RawAnswer:
        """Reads exactly one answer."""
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status_line, *lines = head.split(b"\r\n")
        version, status, _ = status_line.split(b" ", 2)
        assert version in (b"HTTP/1.1", b"HTTP/1.0"), status_line
        headers = httpx.Headers([tuple(line.split(b": ", 1)) for line in lines])
        if to == "HEAD" or int(status) < 200 or int(status) in (204, 304):
            body = b""
        elif headers.get("transfer-encoding") == "chunked":
            body = b"".join(self._chunks(endless=headers["content-type"] == "text/event-stream"))
        else:
            body = self._take(int(headers.get("content-length", 0)))
        return RawAnswer(int(status), headers, body)

    def _chunks(self, endless: bool) -> Iterator[bytes]:
        """Of a stream of events, which has no end, what the first call gave."""
        while True:
            while b"\r\n" not in self._received:
                self._receive()
            size, _, self._received = self._received.partition(b"\r\n")
            chunk = self._take(int(size, 16) + 2)[:-2]
            yield chunk
            if chunk == b"" or (endless and b"id: " in chunk):
                return

    def _take(self, length: int) -> bytes:
        while len(self._received) < length:
            self._receive()
        taken, self._received = self._received[:length], self._received[length:]
        return taken

    def ended(self) -> bool:
        """Whether the server has closed without a further byte; waits for either."""
        try:
            return self._received == b"" and self.socket.recv(65536) == b""
        except ConnectionResetError:
            return True

    def _receive(self) -> None:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError(f"the server closed after {self._received!r}")
        self._received += part


class Wire:
    """One request after the other over a connection that lasts: for tests that ask ten thousands of times, of which an
    HTTP library would take most of the time for itself."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: RawConnection | None = None
        self._used = 0.0

    def ask(self, method: str, target: str, headers: dict[str, str], content: bytes = b"") -> RawAnswer:
        # Long before the server would close it for being idle.
        if self._connection is None or time.monotonic() > self._used + 10:
            self.close()
            self._connection = RawConnection(self._port)
        lines = [f"{name}: {value}" for name, value in {"Host": "127.0.0.1", "Accept": "*/*", **headers}.items()]
        if content or method not in ("GET", "HEAD", "DELETE"):
            lines.append(f"Content-Length: {len(content)}")
        self._connection.send("\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode() + content)
        answer = self._connection.answer(method)
        self._used = time.monotonic()
        endless = answer.headers.get("content-type") == "text/event-stream"
        if endless or answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self) -> None:
        if self._connection is not None:
            self._connection.socket.close()
            self._connection = None


def request(method: str, target: str, *headers: str, body: bytes | str = b"", version: str = "1.1") -> bytes:
    """A request as bytes; Content-Length only when there is a body."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"{method} {target} HTTP/{version}", "Host: 127.0.0.1", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
