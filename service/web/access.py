"""Who asks, what they may, and how much: tokens, JWTs, scopes, and a rate by the cost of what is asked.

The cost is charged before a request runs, and what it took beyond that afterwards, by the time it held a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from threading import Lock

from starlette.requests import Request

from ...graphql.api import Caller
from ...graphql.errors import ApiError, TooComplex
from .jwt import Verifier
from .rates import Rates
from .tokens import TokenFile

ANONYMOUS = frozenset({"read"})
COST_OF_A_SECOND = 5_000
"""What a second of a thread counts as. A request is charged its cost or its time, whichever is more."""
_SCHEME = "bearer"
_MOST_FOUND = 10_000
"""Credentials whose owners are remembered."""


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
    anonymous_rate: int = 180_000
    token_rate: int = 600_000


@dataclass(frozen=True, slots=True)
class Who:
    """A caller by name (for the rate) and what they may."""

    name: str
    scopes: frozenset[str]
    is_anonymous: bool


class Access:
    """Decides for each request."""

    def __init__(self, rules: Rules, *, tokens: TokenFile | None, verifier: Verifier | None, rates: Rates) -> None:
        self._rules = rules
        self._tokens = tokens
        self._verifier = verifier
        self._rates = rates
        self._found: dict[bytes, Who] = {}
        self._lock = Lock()
        if tokens is not None:
            tokens.all()  # a file that cannot be read is told now

    def who(self, request: Request) -> Who:
        """The caller; Unauthorized for a wrong credential, or for none where one is needed."""
        header = request.headers.get("authorization")
        if header is None:
            if not self._rules.anonymous:
                raise _refused("this service answers only with a token")
            return _stranger(request)
        scheme, _, text = header.partition(" ")
        if scheme.lower() != _SCHEME or not text.strip():
            raise _refused("send the credential as `Authorization: Bearer …`")
        found = self._of_token(text.strip()) or self._of_jwt(text.strip()) or _raise_unknown()
        self._remember(header, found)
        return found

    def whose(self, request: Request) -> str | None:
        """In whose share of threads and places the request is, told at once: None where that caller has no rate.

        A credential counts as its owner's when it was found good before, else as one of the address it came from.
        """
        header = request.headers.get("authorization")
        who = self._found.get(_digest(header)) if header is not None else None
        who = who or _stranger(request)
        return who.name if self._most(who) else None

    def caller(self, request: Request) -> Caller:
        """What the GraphQL endpoint may do for the request."""
        who = self.who(request)
        if "read" not in who.scopes:
            raise Forbidden("the token has not the scope read")
        rules, meter = self._rules, _Meter(self._rates, who.name, self._most(who))
        return Caller(
            role="reader",
            may_introspect=rules.introspection or "introspect" in who.scopes,
            only_known=not rules.free_documents and "documents" not in who.scopes,
            charge=meter.charge,
            settle=meter.settle,
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

    def _most(self, who: Who) -> int:
        return self._rules.anonymous_rate if who.is_anonymous else self._rules.token_rate

    def _remember(self, header: str, who: Who) -> None:
        with self._lock:
            self._found[_digest(header)] = who
            while len(self._found) > _MOST_FOUND:
                del self._found[next(iter(self._found))]


class _Meter:
    """What one request is charged of its caller's `most` a minute; nothing where that is 0."""

    def __init__(self, rates: Rates, name: str, most: int) -> None:
        self._rates = rates
        self._name = name
        self._most = most
        self._charged = 0

    def charge(self, cost: int) -> None:
        """Takes the cost; RateLimited where the minute has less left."""
        if not self._most:
            return
        if cost > self._most:
            raise TooComplex(f"the request costs {cost}; {self._most} a minute are allowed: ask for smaller pages")
        if wait := self._rates.charge(self._name, self._most, cost):
            message = f"more than {self._most} cost a minute; this request costs {cost}: try again in {wait} s"
            raise RateLimited(message, headers={"retry-after": str(wait)})
        self._charged += cost

    def settle(self, seconds: float) -> None:
        """Takes what the seconds are worth beyond the cost, also where the minute has less left."""
        owed = round(seconds * COST_OF_A_SECOND) - self._charged
        if self._most and owed > 0:
            self._rates.owe(self._name, self._most, owed)


def _stranger(request: Request) -> Who:
    return _at(request.client.host if request.client else "-")


@lru_cache(maxsize=1024)
def _at(host: str) -> Who:
    return Who(f"ip:{network_of(host)}", ANONYMOUS, is_anonymous=True)


def network_of(host: str) -> str:
    """What counts as one address: of IPv6 the first 64 bits, which one connection has to itself; IPv4 as it is."""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"


def _digest(header: str) -> bytes:
    return sha256(header.encode()).digest()


def _refused(message: str) -> Unauthorized:
    return Unauthorized(message, headers={"www-authenticate": 'Bearer realm="research-graph"'})


def _raise_unknown() -> Who:
    raise _refused("the credential is unknown, expired or not for this service")
