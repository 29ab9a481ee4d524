"""JWTs are taken only with a signature of the issuer's keys, for this audience, in their time."""

from __future__ import annotations

import hmac
import threading
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from research_graph.schema.errors import SettingsError
from research_graph.service.web.jwt import AGAIN_SECONDS, KEPT_SECONDS, OLDEST_SECONDS, Keys, NoKeys, Verifier

URL = "https://id.example/jwks.json"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CLAIMS = {"iss": "https://id.example", "aud": "graph", "sub": "ada"}


def signed(key: Any = KEY, *, algorithm: str = "RS256", **claims: Any) -> str:
    given = {**CLAIMS, "exp": int(time.time()) + 60, **claims}
    header = {"alg": algorithm, "kid": "one"}
    return jwt.encode(header, {name: value for name, value in given.items() if value is not None}, key, [algorithm])


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    (tmp_path / "jwks.json").write_bytes(orjson.dumps(KeySet([KEY]).as_dict(private=False)))
    return Verifier(Keys(str(tmp_path / "jwks.json")), issuer="https://id.example", audience="graph")


def test_a_token_of_the_issuer_is_taken(verifier: Verifier) -> None:
    found = verifier.claims(signed(scope="read introspect"))
    assert found is not None
    assert (found["sub"], found["scope"]) == ("ada", "read introspect")


@pytest.mark.parametrize(
    "text",
    [
        signed(exp=int(time.time()) - 3600),
        signed(exp=None),
        signed(sub=None),
        signed(aud="elsewhere"),
        signed(aud=None),
        signed(iss="https://evil.example"),
        signed(iss=None),
        signed(nbf=int(time.time()) + 3600),
        signed(OTHER),
        signed(OctKey.import_key("a secret that is long enough to be one, is it not?"), algorithm="HS256"),
        signed()[:-4] + "AAAA",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
        "a.b.c",
        "..",
    ],
    ids=[
        "expired",
        "never expires",
        "nobody",
        "other audience",
        "no audience",
        "other issuer",
        "no issuer",
        "not yet",
        "other key",
        "shared secret",
        "changed",
        "none",
        "no token",
        "empty",
    ],
)
def test_other_tokens_are_worth_nothing(verifier: Verifier, text: str) -> None:
    assert verifier.claims(text) is None


def test_the_public_key_is_no_shared_secret(verifier: Verifier) -> None:
    """A known attack: sign with HS256 and the public key as its secret."""
    parts = [{"alg": "HS256", "kid": "one"}, {**CLAIMS, "exp": int(time.time()) + 60}]
    text = b".".join(urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in parts)
    signature = hmac.digest(KEY.as_pem(private=False), text, "sha256")
    assert verifier.claims(f"{text.decode()}.{urlsafe_b64encode(signature).decode().rstrip('=')}") is None


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"keys": []}', b'{"keys": ["a"]}', b'{"keys": [{}]}'])
def test_a_file_without_keys_is_told_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "jwks.json").write_bytes(content)
    with pytest.raises(SettingsError, match="no keys at"):
        Keys(str(tmp_path / "jwks.json"))


class Provider:
    """An identity provider whose answers, and the clock, are a test's to set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 10_000.0
        self.keys: list[Any] = [KEY]
        self.reads = 0
        self.is_down = False
        self.hold: threading.Event | None = None
        self.reached = threading.Event()
        monkeypatch.setattr("research_graph.service.web.jwt.monotonic", lambda: self.now)
        monkeypatch.setattr(Keys, "_read", lambda _: self._read())
        self.verifier = Verifier(Keys(URL), issuer="https://id.example", audience="graph")

    def knows(self, text: str, *, after: float = 0.0) -> bool:
        """Whether the token is taken, so much later."""
        self.now += after
        return self.verifier.claims(text) is not None

    def _read(self) -> bytes:
        self.reads += 1
        self.reached.set()
        if self.hold is not None:
            assert self.hold.wait(30)
        if self.is_down:
            raise OSError("no route to host")
        return orjson.dumps(KeySet(self.keys).as_dict(private=False))


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    return Provider(monkeypatch)


def test_a_missing_key_is_looked_for_no_more_often_than_every_half_minute(provider: Provider) -> None:
    assert provider.knows(signed())
    provider.keys = [OTHER]
    for _ in range(20):
        assert not provider.knows(signed(OTHER), after=1.0)
    assert provider.reads == 1
    assert provider.knows(signed(OTHER), after=AGAIN_SECONDS)
    assert provider.reads == 2
    for _ in range(20):
        assert not provider.knows(signed(KEY), after=1.0)
    assert provider.reads == 2


def test_a_token_that_is_only_late_makes_nobody_look_for_keys(provider: Provider) -> None:
    assert provider.knows(signed())
    assert not provider.knows(signed(exp=int(time.time()) - 3600), after=2 * AGAIN_SECONDS)
    assert not provider.knows(signed(aud="elsewhere"))
    assert provider.reads == 1


def test_a_key_that_was_removed_stops_working(provider: Provider) -> None:
    assert provider.knows(signed())
    provider.keys = [OTHER]
    assert provider.knows(signed(), after=KEPT_SECONDS - 1)
    assert not provider.knows(signed(), after=2)


def test_keys_hold_while_the_provider_is_down_but_not_for_ever(provider: Provider) -> None:
    assert provider.knows(signed())
    provider.is_down = True
    assert provider.knows(signed(), after=KEPT_SECONDS + 1)
    assert provider.knows(signed(), after=OLDEST_SECONDS - KEPT_SECONDS - 2)
    with pytest.raises(NoKeys) as raised:
        provider.knows(signed(), after=2)
    assert (raised.value.status, raised.value.headers) == (503, {"retry-after": "5"})
    provider.is_down = False
    assert provider.knows(signed(), after=KEPT_SECONDS)


def test_after_failures_the_next_try_comes_later_each_time(provider: Provider) -> None:
    provider.is_down = True
    tried = []
    for second in range(70):
        before = provider.reads
        with pytest.raises(NoKeys):
            provider.knows(signed(), after=1.0)
        tried += [second] * (provider.reads - before)
    assert tried == [0, 1, 3, 7, 15, 31, 63]


def test_one_reads_while_others_use_what_there_was(provider: Provider) -> None:
    assert provider.knows(signed())
    provider.hold, provider.now = threading.Event(), provider.now + KEPT_SECONDS + 1
    provider.reached.clear()
    reader = threading.Thread(target=provider.knows, args=(signed(),))
    reader.start()
    assert provider.reached.wait(30)
    begun = time.perf_counter()
    assert [provider.knows(signed()) for _ in range(5)] == [True] * 5
    assert not provider.knows(signed(OTHER))
    assert time.perf_counter() - begun < 4, "nobody waited for the provider"
    assert (provider.reads, reader.is_alive()) == (2, True)
    provider.hold.set()
    reader.join()


def test_the_first_who_come_wait_for_one_reader(provider: Provider) -> None:
    provider.hold = threading.Event()
    known: list[bool] = []
    callers = [threading.Thread(target=lambda: known.append(provider.knows(signed()))) for _ in range(4)]
    for caller in callers:
        caller.start()
    assert provider.reached.wait(30)
    provider.hold.set()
    for caller in callers:
        caller.join()
    assert (known, provider.reads) == ([True] * 4, 1)


def test_a_file_that_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [10_000.0]
    monkeypatch.setattr("research_graph.service.web.jwt.monotonic", lambda: now[0])
    place = tmp_path / "jwks.json"
    place.write_bytes(orjson.dumps(KeySet([KEY]).as_dict(private=False)))
    verifier = Verifier(Keys(str(place)), issuer="https://id.example", audience="graph")
    place.write_bytes(orjson.dumps(KeySet([OTHER]).as_dict(private=False)))
    now[0] += AGAIN_SECONDS
    assert verifier.claims(signed(OTHER)) is not None
