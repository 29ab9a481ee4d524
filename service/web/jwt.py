"""Bearer tokens of an identity provider: signed JWTs, checked against its keys, issuer, audience and time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

import orjson
import structlog
import urllib3
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ...graphql.errors import ApiError
from ...schema.errors import SettingsError

_log = structlog.wrap_logger(logging.getLogger(__name__))
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that need a secret of the issuer alone; never `none`, never a shared secret."""
KEPT_SECONDS = 300.0
"""Age at which keys are read again."""
AGAIN_SECONDS = 30.0
"""Time between two looks for a key that is not there, whoever asks for it."""
OLDEST_SECONDS = 3_600.0
"""Age at which keys that could not be read again are good for nothing."""
_LEEWAY = 30
_MOST_BYTES = 1_000_000
_FETCH_SECONDS = 5.0
_WORTHLESS = (JoseError, ValueError, TypeError, KeyError, AttributeError)
"""What checking a made-up token may end in."""


class NoKeys(ApiError):
    """The identity provider's keys cannot be had, so no JWT can be checked."""

    code = "KEYS_UNAVAILABLE"
    status = 503


class Keys:
    """A JWKS from a file or an https address, read again every five minutes and when a key is missing.

    One thread reads, outside the lock, while the others use what there was. After a failure the next try comes later
    each time. Raises SettingsError for a file that is not one.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._lock = Lock()
        self._keys: KeySet | None = None
        self._read_at = self._tried_at = 0.0
        self._failures = 0
        self._reading: Event | None = None
        if not place.startswith("https://"):
            self._read_again(Event())
            if self._keys is None:
                raise SettingsError(f"no keys at {place}", hint="the setting names a JWKS file or an https:// address")

    def get(self, *, again: bool = False) -> KeySet:
        """The keys; `again`: one is missing among them. NoKeys where there are none, or none young enough."""
        with self._lock:
            reading = self._reading
            is_mine = reading is None and self._is_due(again)
            if is_mine:
                reading = self._reading = Event()
        if reading is not None and is_mine:
            self._read_again(reading)
        elif reading is not None and self._usable() is None:
            reading.wait(_FETCH_SECONDS)
        found = self._usable()
        if found is None:
            raise NoKeys("no credential of this kind can be checked now; try again", headers={"retry-after": "5"})
        return found

    def _usable(self) -> KeySet | None:
        return self._keys if monotonic() - self._read_at < OLDEST_SECONDS else None

    def _is_due(self, again: bool) -> bool:
        now = monotonic()
        pause = min(2.0 ** (self._failures - 1), KEPT_SECONDS) if self._failures else 0.0
        if self._keys is None or now - self._read_at > KEPT_SECONDS:
            return now - self._tried_at >= pause
        return again and now - self._tried_at >= max(pause, AGAIN_SECONDS)

    def _read_again(self, reading: Event) -> None:
        try:
            found = KeySet.import_key_set(orjson.loads(self._read()))
        except Exception as error:  # noqa: BLE001 - whatever is there or on the way, the next try must come
            found = None
            _log.warning("jwt.no_keys", place=self._place, error=str(error))
        with self._lock:
            self._tried_at = monotonic()
            self._failures = 0 if found is not None else self._failures + 1
            if found is not None:
                self._keys, self._read_at = found, self._tried_at
            self._reading = None
        reading.set()

    def _read(self) -> bytes:
        if not self._place.startswith("https://"):
            return Path(self._place).read_bytes()
        answer = urllib3.request(
            "GET", self._place, timeout=_FETCH_SECONDS, retries=False, redirect=False, preload_content=False
        )
        try:
            if answer.status != 200:
                raise ValueError(f"status {answer.status}")
            return answer.read(_MOST_BYTES)
        finally:
            answer.close()


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
        """The claims of a valid token, else None. Raises NoKeys."""
        keys = self._keys.get()
        found = self._signed(text, keys)
        if found is None:
            newer = self._keys.get(again=True)
            found = self._signed(text, newer) if newer is not keys else None
        if found is None:
            return None
        try:
            self._claims.validate(found)
        except _WORTHLESS:
            return None
        return found

    def _signed(self, text: str, keys: KeySet) -> dict[str, Any] | None:
        try:
            return dict(jwt.decode(text, keys, algorithms=self._algorithms).claims)
        except _WORTHLESS:
            return None
