"""JWTs are taken only with a signature of the issuer's keys, for this audience, in their time."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from research_graph.schema.errors import SettingsError
from research_graph.service.web.jwt import Keys, Verifier

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


def test_missing_keys_are_told(tmp_path: Path) -> None:
    verifier = Verifier(Keys(str(tmp_path / "none.json")), issuer="i", audience="a")
    with pytest.raises(SettingsError, match="no keys at"):
        verifier.claims(signed())


def test_new_keys_are_looked_for_when_a_signature_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "jwks.json"
    place.write_bytes(orjson.dumps(KeySet([KEY]).as_dict(private=False)))
    verifier = Verifier(Keys(str(place)), issuer="https://id.example", audience="graph")
    assert verifier.claims(signed(OTHER)) is None
    place.write_bytes(orjson.dumps(KeySet([OTHER]).as_dict(private=False)))
    assert verifier.claims(signed(OTHER)) is None, "not more often than every half minute"
    monkeypatch.setattr("research_graph.service.web.jwt.AGAIN_SECONDS", -1.0)
    assert verifier.claims(signed(OTHER)) is not None
