"""What a client is told when its request cannot be answered: a sentence, a code, and for requests an HTTP status."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from traceback import format_tb
from typing import Any, ClassVar

import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from ..schema.errors import ResearchGraphError, SettingsError, StorageError, UsageError

_log = structlog.wrap_logger(logging.getLogger(__name__))


class ApiError(GraphQLError):
    """An error with a stable code; raised before execution it refuses the request with `status`."""

    code: ClassVar[str] = "BAD_REQUEST"
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, extensions={"code": self.code})
        self.headers = dict(headers or {})


class BadInput(ApiError):
    """An argument has a value that cannot be: a page of no rows, a list too long, an order unknown."""

    code = "BAD_INPUT"


class BadId(ApiError):
    """An id that is not of the form of ours, or of another kind than asked for."""

    code = "BAD_ID"


class BadCursor(ApiError):
    """A cursor that this list did not give out."""

    code = "BAD_CURSOR"


class TooComplex(ApiError):
    """The document is over one of the limits: depth, fields, aliases, cost, …"""

    code = "TOO_COMPLEX"


_STORE = {
    "TIMEOUT": "the request took longer than is allowed; ask for less",
    "STORE_UNAVAILABLE": "the store does not answer; try again",
}


def told(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """An error as the client is told; what is not ours to tell is masked, with the request's id to ask about.

    It is logged under that id: without the message of an unknown exception, which may repeat what the client sent.
    """
    cause = error.original_error or error
    shown: dict[str, Any] = {"message": error.message, "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        shown["path"] = error.path
    if isinstance(cause, ApiError):
        shown["extensions"] = dict(cause.extensions or {})
    elif isinstance(cause, GraphQLSyntaxError):
        shown["extensions"]["code"] = "GRAPHQL_PARSE_FAILED"
    elif isinstance(cause, UsageError) and not isinstance(cause, SettingsError):
        shown["extensions"]["code"] = BadInput.code
    elif isinstance(cause, StorageError):
        shown["message"] = _STORE.get(cause.code, "the store cannot answer")
        shown["extensions"] = {"code": cause.code, "requestId": request_id}
        if cause.code != "TIMEOUT":
            _log.warning("graphql.store_failed", id=request_id, code=cause.code, error=cause.message)
    elif not isinstance(cause, GraphQLError):
        shown["message"] = "internal error"
        shown["extensions"] = {"code": ResearchGraphError.code, "requestId": request_id}
        trace = "".join(format_tb(cause.__traceback__))
        _log.error("graphql.failed", id=request_id, error=type(cause).__name__, trace=trace)
    return shown
