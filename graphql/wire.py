"""Reads a question from what came over HTTP; whatever is not a well-formed GraphQL request is refused here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.datastructures import QueryParams

from .api import Question
from .errors import ApiError

_PREFIX = "sha256:"


class Malformed(ApiError):
    """Not a GraphQL request at all."""

    code = "MALFORMED_REQUEST"


class WrongMethod(ApiError):
    """Neither GET nor POST."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class WrongContent(ApiError):
    """A body that is not said to be JSON."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class NotAcceptable(ApiError):
    """The client takes none of the types we answer in."""

    code = "NOT_ACCEPTABLE"
    status = 406


class TooLarge(ApiError):
    """The body is larger than is read."""

    code = "BODY_TOO_LARGE"
    status = 413


class TooSlow(ApiError):
    """The body did not come in time."""

    code = "BODY_TOO_SLOW"
    status = 408


def check_content_type(header: str | None) -> None:
    """Raises WrongContent unless the header says JSON in UTF-8."""
    name, *parameters = (header or "").lower().split(";")
    charsets = [
        value.strip('" ') for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "charset"
    ]
    if name.strip() != "application/json" or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise WrongContent("send the request as application/json in UTF-8")


def question_of_body(body: bytes) -> Question:
    """The question in a POST's body."""
    try:
        found = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError):
        raise Malformed("the body is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Malformed("the body must be one JSON object; batches are not answered")
    return _question(found, by_get=False)


def question_of_query(query: QueryParams) -> Question:
    """The question in a GET's address; empty parameters count as absent."""
    found: dict[str, Any] = {}
    for name in ("query", "operationName", "variables", "extensions", "documentId"):
        values = [value for value in query.getlist(name) if value]
        if len(values) > 1:
            raise Malformed(f"{name} is given {len(values)} times")
        if values:
            found[name] = values[0]
    for name in ("variables", "extensions"):
        if name in found:
            try:
                found[name] = orjson.loads(found[name])
            except (orjson.JSONDecodeError, RecursionError):
                raise Malformed(f"{name} is not JSON") from None
    return _question(found, by_get=True)


def _question(found: Mapping[str, Any], *, by_get: bool) -> Question:
    text = _typed(found, "query", str, "a string")
    operation = _typed(found, "operationName", str, "a string")
    variables = _typed(found, "variables", dict, "an object")
    extensions = _typed(found, "extensions", dict, "an object")
    hash_ = _hash(_typed(found, "documentId", str, "a string"), extensions or {})
    if text is None and hash_ is None:
        raise Malformed("there is no query")
    return Question(text, hash_, operation or None, variables, by_get=by_get)


def _typed(found: Mapping[str, Any], name: str, type_: type, said: str) -> Any:
    value = found.get(name)
    if value is not None and not isinstance(value, type_):
        raise Malformed(f"{name} must be {said}")
    return value


def _hash(document: str | None, extensions: Mapping[str, Any]) -> str | None:
    """The SHA-256 of a persisted document: `documentId`, or the `persistedQuery` extension that many clients send."""
    if document is not None:
        return document.removeprefix(_PREFIX).lower()
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    hash_ = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(hash_, str):
        raise Malformed("extensions.persistedQuery.sha256Hash must be a string")
    return hash_.lower()
