"""GraphQL over HTTP, as an ASGI application: reads a question, has it answered in a worker thread, sends the answer.

Worker threads are few, since each holds a connection of the store, and a bounded number of requests waits for them;
the next ones are told to come back. A client that hangs up ends the reading of its request.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from time import perf_counter

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .api import Answer, Api, Caller, Cancel, Question
from .errors import ApiError, told
from .negotiation import JSON_TYPE, media_type, takes
from .turns import Turns
from .wire import (
    NotAcceptable,
    TooLarge,
    TooSlow,
    WrongMethod,
    check_content_type,
    question_of_body,
    question_of_query,
)

_COMPRESSED_FROM = 1_000
_LEVEL = 4
_QUICK = 0.05
"""Seconds that an answer may take without anybody looking whether its client is still there."""
_LARGE = "a body has at most {} bytes"
_WELL_FORMED = ("GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")
"""Codes of requests that are GraphQL and yet wrong: to a client of plain JSON these are answers like any other."""


class NoAnswer(ApiError):
    """Waiting and reading took too long, or the store does not even say that it is cut."""

    code = "TIMEOUT"
    status = 503


@dataclass(frozen=True, slots=True)
class Service:
    """How much is taken at once: threads that read, requests that wait, bytes and seconds of a body.

    `seconds` are those from question to answer; the store has its own limit, which should be less. A thread begins
    beside others when these have been at their work for `alone` seconds: where threads compute rather than wait, each
    hands Python's lock to the other at every statement, which costs more than the statement.
    """

    threads: int = 2
    alone: float = 0.0
    waiting: int = 94
    seconds: float = 15.0
    body_bytes: int = 100_000
    body_seconds: float = 10.0


Authorize = Callable[[Request], Caller]
Whose = Callable[[Request], str | None]
Told = Callable[[Request, Answer, str], None]


def _anyone(_: Request) -> Caller:
    return Caller()


def _nobody(_: Request) -> None:
    return None


def _nothing(_: Request, __: Answer, ___: str) -> None:
    return None


class View:
    """The endpoint. `authorize` says who asks (or raises an ApiError), `whose` in whose share of threads and places,
    without being allowed to block, `tell` hears of every answer, `page` is shown to browsers that come without a
    question."""

    def __init__(
        self,
        api: Api,
        *,
        service: Service | None = None,
        authorize: Authorize = _anyone,
        whose: Whose = _nobody,
        tell: Told = _nothing,
        page: Response | None = None,
    ) -> None:
        self._api = api
        self._service = service or Service()
        self._authorize = authorize
        self._whose = whose
        self._tell = tell
        self._page = page
        self._turns = Turns(self._service.threads, waiting=self._service.waiting, alone=self._service.alone)
        self._looking: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        accept = request.headers.get("accept")
        if (
            self._page is not None
            and request.method == "GET"
            and not request.query_params
            and takes(accept, "text/html")
        ):
            await self._page(scope, receive, send)
            return
        type_ = media_type(accept)
        try:
            answer = await self._heard(request, self._question(request, type_), is_packed=takes_gzip(request))
        except ClientDisconnect:
            return
        await self._response(request, answer, type_ or JSON_TYPE)(scope, receive, send)

    async def ask(self, request: Request, question: Question) -> Answer:
        """The answer to a question that a page has, for whoever sent `request`: the same limits, the body as it is.

        A refusal is an answer without data. Raises ClientDisconnect when nobody waits for the page any more.
        """

        async def asked() -> Question:
            return question

        return await self._heard(request, asked(), is_packed=False)

    async def _heard(self, request: Request, asked: Awaitable[Question], *, is_packed: bool) -> Answer:
        request_id = request_id_of(request)
        try:
            answer = await self._answer(request, await asked, request_id, is_packed=is_packed)
        except ClientDisconnect:
            raise
        except ApiError as error:
            answer = _refusal(error, error.status, request_id, error.headers)
        except Exception as error:  # noqa: BLE001 - masked; nothing a client sends ends in a bare 500
            answer = _refusal(GraphQLError(str(error), original_error=error), 500, request_id, {})
        self._tell(request, answer, request_id)
        return answer

    @property
    def busy(self) -> int:
        """Requests that are being answered or wait for it."""
        return self._turns.taken

    def close(self) -> None:
        """Ends the worker threads when they are done; blocks until then."""
        self._turns.close()

    async def _question(self, request: Request, type_: str | None) -> Question:
        if type_ is None:
            raise NotAcceptable("answers are application/graphql-response+json or application/json")
        if request.method == "GET":
            return question_of_query(request.query_params)
        if request.method != "POST":
            raise WrongMethod("ask with GET or POST", headers={"allow": "GET, POST"})
        check_content_type(request.headers.get("content-type"))
        try:
            async with asyncio.timeout(self._service.body_seconds):
                return question_of_body(await self._body(request))
        except TimeoutError:
            raise TooSlow("the body did not come in time") from None

    async def _body(self, request: Request) -> bytes:
        most = self._service.body_bytes
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > most:
            raise TooLarge(_LARGE.format(most))
        is_more, parts, size = True, [], 0
        while is_more:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                raise TooLarge(_LARGE.format(most))
            is_more = message.get("more_body", False)
        return b"".join(parts)

    async def _answer(self, request: Request, question: Question, request_id: str, *, is_packed: bool) -> Answer:
        cancel = Cancel()
        asked = partial(self._work, request, question, request_id, cancel, is_packed)
        work = self._turns.take(self._whose(request), asked)
        patience = asyncio.get_running_loop().call_later(_QUICK, self._look_after, request, work)
        try:
            return await work
        except BaseException:
            cancel.cancel()
            raise
        finally:
            patience.cancel()

    def _look_after(self, request: Request, work: asyncio.Future[Answer]) -> None:
        looking = asyncio.ensure_future(self._wait(request, work))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    async def _wait(self, request: Request, work: asyncio.Future[Answer]) -> None:
        """Until the work is done; else it comes to ClientDisconnect when the client hangs up, NoAnswer in the end."""
        gone = asyncio.ensure_future(_hang_up(request))
        try:
            await asyncio.wait((work, gone), timeout=self._service.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        if not work.done():
            late = NoAnswer("no answer in time; try again, or ask for less")
            work.set_exception(ClientDisconnect() if gone.done() else late)

    def _work(self, request: Request, question: Question, request_id: str, cancel: Cancel, is_packed: bool) -> Answer:
        if cancel.is_set:
            raise NoAnswer("nobody waits for the answer any more")
        begun = perf_counter()
        caller = self._authorize(request)
        try:
            answer = self._api.answer(question, caller, request_id=request_id, cancel=cancel)
            if is_packed and len(answer.body) > _COMPRESSED_FROM:
                answer.body = gzip.compress(answer.body, _LEVEL, mtime=0)
                answer.headers["content-encoding"] = "gzip"
        finally:
            caller.settle(perf_counter() - begun)
        return answer

    def _response(self, request: Request, answer: Answer, type_: str) -> Response:
        vary = "Accept, Accept-Encoding, Authorization"
        headers = {"vary": vary, "x-request-id": request_id_of(request), **answer.headers}
        status = answer.status
        if type_ == JSON_TYPE and status == 400 and set(answer.codes) <= set(_WELL_FORMED):
            status = 200
        if answer.tag is not None and request.method == "GET":
            tag = f'"{answer.tag}{_representation(type_, headers)}"'
            headers |= {"etag": tag, "cache-control": "private, no-cache"}
            if is_known(request, tag):
                headers.pop("content-encoding", None)
                return Response(status_code=304, headers=headers)
        else:
            headers["cache-control"] = "no-store"
        return Response(answer.body, status, headers, media_type=f"{type_}; charset=utf-8")


def _refusal(error: GraphQLError, status: int, request_id: str, headers: Mapping[str, str]) -> Answer:
    shown = told(error, request_id)
    body = orjson.dumps({"errors": [shown]})
    return Answer(body, has_data=False, status=status, codes=(shown["extensions"]["code"],), headers=dict(headers))


def request_id_of(request: Request) -> str:
    """The id of a request; one is made where nobody gave it."""
    state = request.scope.setdefault("state", {})
    if "request_id" not in state:
        state["request_id"] = token_hex(16)
    found: str = state["request_id"]
    return found


def _representation(type_: str, headers: Mapping[str, str]) -> str:
    """What tells an answer's forms apart in its tag, which is that of the very bytes and their type."""
    packed = "-gzip" if "content-encoding" in headers else ""
    return packed if type_ == JSON_TYPE else f"-graphql{packed}"


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has what the tag names; weak tags and strong ones are told apart by nobody who reads."""
    known = (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(","))
    return tag.removeprefix("W/") in known


def takes_gzip(request: Request) -> bool:
    """Whether the client unpacks gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, rest = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return rest.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _hang_up(request: Request) -> None:
    """Returns when the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
