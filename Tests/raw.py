"""Bytes on a socket: for requests that no HTTP library would send, and for answers it would hide."""

import json
import socket

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
        length = int(headers.get("content-length", 0))
        if to == "HEAD" or int(status) < 200 or int(status) in (204, 304):
            length = 0
        while len(self._received) < length:
            self._receive()
        body, self._received = self._received[:length], self._received[length:]
        return RawAnswer(int(status), headers, body)

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


def request(method: str, target: str, *headers: str, body: bytes | str = b"", version: str = "1.1") -> bytes:
    """A request as bytes; Content-Length only when there is a body."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"{method} {target} HTTP/{version}", "Host: 127.0.0.1", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
