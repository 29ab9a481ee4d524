"""Who asks, what they may, and how much: tokens, JWTs, scopes, and a rate by the cost of what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from ...graphql.api import Caller
from ...graphql.errors import ApiError
from .jwt import Verifier
from .tokens import TokenFile

ANONYMOUS = frozenset({"read"})
_SCHEME = "bearer"


class Unauthorized(ApiError):
    """No credential, or one that is worth nothing."""

    code = "UNAUTHENTICATED"
    status = 401


class Forbidden(ApiError):
    """A credential that does not allow this."""

    code = "FORBIDDEN"
    status = 403


class RateLimited(ApiError):
    """More was asked for in the last minute than is allowed."""

    code = "RATE_LIMITED"
    status = 429


@dataclass(frozen=True, slots=True)
class Rules:
    """What the service allows: to those without a credential, and per minute in cost."""

    anonymous: bool = True
    free_documents: bool = True
    introspection: bool = True
    anonymous_rate: int = 60_000
    token_rate: int = 600_000


@dataclass(frozen=True, slots=True)
class Who:
    """A caller by name (for the rate) and what they may."""

    name: str
    scopes: frozenset[str]
    is_anonymous: bool


class Access:
    """Decides for each request. `rate_store` is an address of the library limits: memory:// or redis://…"""

    def __init__(
        self, rules: Rules, *, tokens: TokenFile | None, verifier: Verifier | None, rate_store: str = "memory://"
    ) -> None:
        self._rules = rules
        self._tokens = tokens
        self._verifier = verifier
        self._rates = SlidingWindowCounterRateLimiter(storage_from_string(rate_store))

    def who(self, request: Request) -> Who:
        """The caller; Unauthorized for a wrong credential, or for none where one is needed."""
        header = request.headers.get("authorization")
        if header is None:
            if not self._rules.anonymous:
                raise _refused("this service answers only with a token")
            return Who(f"ip:{request.client.host if request.client else '-'}", ANONYMOUS, is_anonymous=True)
        scheme, _, text = header.partition(" ")
        if scheme.lower() != _SCHEME or not text.strip():
            raise _refused("send the credential as `Authorization: Bearer …`")
        return self._of_token(text.strip()) or self._of_jwt(text.strip()) or _raise_unknown()

    def caller(self, request: Request) -> Caller:
        """What the GraphQL endpoint may do for the request."""
        who = self.who(request)
        if "read" not in who.scopes:
            raise Forbidden("the token has not the scope read")
        rules = self._rules
        return Caller(
            role="reader",
            may_introspect=rules.introspection or "introspect" in who.scopes,
            only_known=not rules.free_documents and "documents" not in who.scopes,
            charge=partial(self._charge, who),
        )

    def _of_token(self, text: str) -> Who | None:
        token = self._tokens.find(text) if self._tokens else None
        return Who(f"token:{token.id}", frozenset(token.scopes), is_anonymous=False) if token else None

    def _of_jwt(self, text: str) -> Who | None:
        claims = self._verifier.claims(text) if self._verifier and text.count(".") == 2 else None
        if claims is None:
            return None
        said = claims.get("scope", " ".join(ANONYMOUS))
        if not isinstance(said, str | list):
            return None
        scopes = frozenset(said.split() if isinstance(said, str) else map(str, said))
        return Who(f"jwt:{claims['sub']}", scopes, is_anonymous=False)

    def _charge(self, who: Who, cost: int) -> None:
        most = self._rules.anonymous_rate if who.is_anonymous else self._rules.token_rate
        if not most:
            return
        rate = RateLimitItemPerMinute(most)
        if not self._rates.hit(rate, who.name, cost=cost):
            wait = max(1, ceil(self._rates.get_window_stats(rate, who.name).reset_time - time()))
            message = f"more than {most} cost a minute; this request costs {cost}: try again in {wait} s"
            raise RateLimited(message, headers={"retry-after": str(wait)})


def _refused(message: str) -> Unauthorized:
    return Unauthorized(message, headers={"www-authenticate": 'Bearer realm="research-graph"'})


def _raise_unknown() -> Who:
    raise _refused("the credential is unknown, expired or not for this service")
