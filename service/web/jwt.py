"""Bearer tokens of an identity provider: signed JWTs, checked against its keys, issuer, audience and time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import orjson
import urllib3
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ...schema.errors import SettingsError

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that need a secret of the issuer alone; never `none`, never a shared secret."""
KEPT_SECONDS = 300.0
AGAIN_SECONDS = 30.0
_LEEWAY = 30
_MOST_BYTES = 1_000_000


class Keys:
    """A JWKS from a file or an https address, kept for five minutes; an unknown key is looked for again at once."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._lock = Lock()
        self._keys: KeySet | None = None
        self._read_at = 0.0

    def get(self, *, again: bool = False) -> KeySet:
        """The keys. Raises SettingsError where they cannot be had and none were before."""
        with self._lock:
            age = monotonic() - self._read_at
            if self._keys is None or age > KEPT_SECONDS or (again and age > AGAIN_SECONDS):
                try:
                    self._keys = KeySet.import_key_set(orjson.loads(self._read()))
                except (OSError, ValueError, JoseError, urllib3.exceptions.HTTPError) as error:
                    if self._keys is None:
                        hint = "the setting names a JWKS file or an https:// address"
                        raise SettingsError(f"no keys at {self._place}: {error}", hint=hint) from None
                self._read_at = monotonic()
            return self._keys

    def _read(self) -> bytes:
        if not self._place.startswith("https://"):
            return Path(self._place).read_bytes()
        answer = urllib3.request("GET", self._place, timeout=5.0, retries=1, redirect=False, preload_content=False)
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        return answer.read(_MOST_BYTES)


class Verifier:
    """Checks tokens of one issuer for one audience."""

    def __init__(self, keys: Keys, *, issuer: str, audience: str, algorithms: Sequence[str] = ALGORITHMS) -> None:
        self._keys = keys
        self._algorithms = list(algorithms)
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def claims(self, text: str) -> dict[str, Any] | None:
        """The claims of a valid token, else None."""
        for again in (False, True):
            try:
                token = jwt.decode(text, self._keys.get(again=again), algorithms=self._algorithms)
                self._claims.validate(token.claims)
                return dict(token.claims)
            except (JoseError, ValueError, TypeError, KeyError, AttributeError):  # whatever a made-up token brings
                continue
        return None
