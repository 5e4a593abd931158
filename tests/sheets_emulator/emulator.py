"""The emulator: a world of spreadsheets, a server in front of it, and everything that may go wrong between."""

import json
import random
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from threading import RLock, Thread
from types import TracebackType
from typing import Self

from . import api, calls, control, faults, server
from .book import Book
from .calls import Call, Log
from .clock import Clock
from .errors import ApiError, unsupported
from .faults import WHAT, Fault, Faults
from .person import Person
from .quotas import Quotas
from .server import Reply, json_reply
from .witness import Witness
from .world import Switches, World

Hook = Callable[[Call], object]


class SheetsEmulator:
    """A local Google Sheets; see the top of this package for how to use it."""

    def __init__(
        self,
        port: int = 0,
        seed: int = 1,
        quotas: bool = False,
        faults: Iterable[Mapping] = (),
        clock: Clock | None = None,
        **switches: object,
    ) -> None:
        self.lock = RLock()
        self.log = Log()
        self.clock = clock or Clock()
        self.switches = Switches()
        self.switches.set(switches)
        self.world = World(self.switches, self.clock, random.Random(seed))
        self.faults = Faults(Fault(**each) for each in faults)
        self.fate = random.Random(seed + 1)
        self.quotas = Quotas(quotas)
        self.hooks: list[Hook] = []
        self.down_until = 0.0
        self.keep_answers = False
        self.server = server.Server(port, self.respond)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.end()

    def spreadsheet(self, title: str = "Kith", id: str | None = None) -> str:
        """Make an empty spreadsheet; returns its id."""
        with self.lock:
            return self.world.add(title, id).id

    def book(self, id: str | None = None) -> Book:
        """A spreadsheet as it is now; without an id the only one there is."""
        return self.world.files[id or self.only_id()].book

    def only_id(self) -> str:
        """The id of the only spreadsheet. Raises ValueError when there are none or several."""
        (id,) = self.world.files
        return id

    @property
    def person(self) -> Person:
        """Somebody who has the only spreadsheet open."""
        return self.person_at(self.only_id())

    def person_at(self, id: str) -> Person:
        """Somebody who has a spreadsheet open."""
        return Person(self.world, self.lock, id)

    def witness(self, id_heading: str = "ID") -> Witness:
        """Write down every change of a value from now on."""
        self.world.witness = Witness(id_heading)
        return self.world.witness

    def before(self, number: int, act: Callable[[], object]) -> None:
        """Do something right before the n-th request, counted from 1; it must make no request itself."""
        self.hooks.append(lambda call: act() if call.number == number else None)

    def before_next(self, method: str, act: Callable[[], object]) -> None:
        """Do something once, right before the next request of a method: "values.batchUpdateByDataFilter"."""

        def once(call: Call) -> None:
            if call.method == method:
                self.hooks.remove(once)
                act()

        self.hooks.append(once)

    def before_each(self, act: Hook) -> None:
        """Do something right before every request."""
        self.hooks.append(act)

    def respond(self, verb: str, target: str, body: bytes, credential: str) -> Reply:
        """Answer one request. One lock: each request sees the work of those before it, whole."""
        if target.startswith("/_emulator/"):
            with self.lock:
                return json_reply(*control.answered(self, verb, target, body))
        call = calls.read(verb, target, parsed(body), credential)
        call.up = len(body)
        with self.lock:
            self.log.append(call)
            call.number, call.at = len(self.log), self.clock.now()
            if self.world.witness:
                self.world.witness.call = call.number
            fault = self.faults.choose(call, self.fate)
        if fault and fault.what == "latency":
            self.clock.sleep(fault.seconds)
        with self.lock:
            for hook in list(self.hooks):
                hook(call)
            begun = time.perf_counter()
            reply = self.reply(call, fault)
            call.down, call.seconds = len(reply.body), time.perf_counter() - begun
            return reply

    def reply(self, call: Call, fault: Fault | None) -> Reply:
        """Carry a request out, or not, and answer it as its fault wants."""
        if fault and fault.what == "down":
            self.down_until = self.clock.now() + fault.seconds
        if self.clock.now() < self.down_until:
            fault = Fault("down")
        call.fault = fault.what if fault else ""
        if fault and WHAT[fault.what] == "before":
            return self.failed(call, Reply(204), fault)
        try:
            self.quotas.take(call)
            call.status, answer = api.answered(self.world, call)
        except ApiError as error:
            call.status, answer = error.code, error.as_json()
        except Exception as error:  # a body of a shape that nobody thought of: said aloud, and nothing was changed
            traceback.print_exc()
            error = unsupported(f"how to read this request: {error!r}")
            call.status, answer = error.code, error.as_json()
        call.answer = answer if self.keep_answers else None
        return self.failed(call, json_reply(call.status, answer), fault)

    def failed(self, call: Call, reply: Reply, fault: Fault | None) -> Reply:
        """The answer under a fault; without one it is the answer."""
        if not fault:
            return reply
        endings = {"timeout": "silence", "reset": "reset", "down": "reset", "cut": "cut"}
        what = call.fault.removesuffix("_before").removesuffix("_after")
        error = faults.error_of(call.fault, call)
        if what in endings:
            call.status = 0
            return Reply(reply.status, reply.body, ending=endings[what])
        if error:
            call.status = error.code
            wait = {"Retry-After": f"{fault.retry_after}"} if fault.retry_after else {}
            return replace(json_reply(error.code, error.as_json()), headers=wait)
        if what == "broken_json":
            return Reply(reply.status, reply.body[: len(reply.body) * 2 // 3])
        if what == "html_502":
            call.status = 502
            return Reply(502, b"<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>", "text/html; charset=UTF-8")
        return reply


def parsed(body: bytes) -> object:
    """The JSON of a body, None when it is empty; what is no JSON stays a text, which every method refuses."""

    def no_number(text: str) -> None:
        raise ValueError(text)

    try:
        return json.loads(body, parse_constant=no_number) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")
