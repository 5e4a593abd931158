"""The emulator on a port of this computer."""

import json
import os
import select
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event


@dataclass(frozen=True)
class Reply:
    """What goes back. ending: "" all of it, "cut" half of it, "silence" nothing, "reset" a broken connection."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json; charset=UTF-8"
    ending: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_reply(status: int, answer: object) -> Reply:
    """A reply with JSON in it; None is a reply without a body."""
    return Reply(status, b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode())


def head(reply: Reply) -> bytes:
    """The lines before the body."""
    headers = dict(reply.headers)
    if reply.status != 204:
        headers |= {"Content-Type": reply.kind, "Content-Length": str(len(reply.body))}
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


Respond = Callable[[str, str, bytes, str], Reply]


class Server(ThreadingHTTPServer):
    """Answers with respond(verb, target, body, authorization)."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Respond) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.respond, self.ended = respond, Event()
        self.open: set[socket.socket] = set()

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Remember a connection."""
        self.open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Forget a connection."""
        self.open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        """Stop, and close the connections that are kept open: nobody is answered any more."""
        self.ended.set()
        self.shutdown()
        self.server_close()
        for request in list(self.open):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news; anything else is a mistake of ours, or of a test."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open; headers and body leave in one piece."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def serve(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.server.respond(self.command, self.path, body, self.headers.get("Authorization", ""))
        if reply.ending == "silence":
            self.wait_for_the_client()
        if reply.ending in ("silence", "reset"):
            self.reset()
            return
        half = reply.ending == "cut"
        self.close_connection |= half
        self.wfile.write(head(reply) + (reply.body[: len(reply.body) // 2] if half else reply.body))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = serve  # noqa: N815

    def wait_for_the_client(self) -> None:
        """Say nothing until the client gives up, or the emulator ends."""
        while not self.server.ended.is_set():
            if select.select([self.connection], [], [], 0.05)[0]:
                return

    def reset(self) -> None:
        """Break the connection off, so that the client sees a reset."""
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        )
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:
        """The emulator has a log of its own."""
