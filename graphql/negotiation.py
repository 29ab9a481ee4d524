"""Which media type an answer is sent as, by the request's Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from functools import lru_cache

GRAPHQL_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
_LONGEST = 2_000


def media_type(accept: str | None) -> str | None:
    """The type to answer in; None where the client takes none of ours. Without a header, or for `*/*`, plain JSON."""
    if accept is None or not accept.strip():
        return JSON_TYPE
    return _best(accept) if len(accept) <= _LONGEST else None


@lru_cache(maxsize=256)
def _best(accept: str) -> str | None:
    wanted = [_range(part) for part in accept.split(",") if part.strip()]
    best = max((JSON_TYPE, GRAPHQL_TYPE), key=lambda offered: _quality(offered, wanted))
    return best if _quality(best, wanted) > 0 else None


def takes(accept: str | None, offered: str) -> bool:
    """Whether the header names the type itself, not only by a wildcard."""
    return any(name == offered and quality > 0 for name, quality in map(_range, (accept or "").split(",")))


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
        if key.strip() == "charset" and value.strip('" ') not in ("utf-8", "utf8"):
            quality = 0.0
    return name, quality


def _quality(offered: str, wanted: list[tuple[str, float]]) -> float:
    """How much the type is wanted: the most specific range that fits decides."""
    for name in (offered, offered.partition("/")[0] + "/*", "*/*"):
        found = [quality for asked, quality in wanted if asked == name]
        if found:
            return max(found)
    return 0.0
