"""Settings from the environment, read once; the only place that looks at it.

Every setting is `RESEARCH_GRAPH_<NAME>`; a secret may instead be a file, `RESEARCH_GRAPH_<NAME>_FILE`. Unknown names
are refused, so that a misspelt setting never goes unnoticed; an empty value counts as not given.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from ..schema.errors import SettingsError

PREFIX = "RESEARCH_GRAPH_"
_FILE = "_file"
_PASSWORD = re.compile(r"(//[^/@:]*:).*@", re.DOTALL)
_ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?/?", re.IGNORECASE)
_CONTACT = re.compile(r"https?://[^\s<>\"]+|[^\s<>\"@:/?&%]+@[^\s<>\"@:/?&%]+")
_STORE = re.compile(r"sqlite:///.*[^/]|(neo4j|bolt)(\+s|\+ssc)?://.+", re.DOTALL)


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _store_address(url: str) -> str:
    if not _STORE.fullmatch(url):
        raise ValueError("must be sqlite:///FILE, sqlite:////ABSOLUTE/FILE, neo4j://HOST:7687 or bolt://HOST:7687")
    return url


def _origin(url: str) -> str:
    """`https://graph.example.org`, a slash at its end left out."""
    if not _ORIGIN.fullmatch(url):
        raise ValueError("must be http://HOST or https://HOST, with :PORT if need be, and nothing behind it")
    parts = urlsplit(url)
    if parts.port == 0:
        raise ValueError("must not have the port 0")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def _contact(address: str) -> str:
    if not _CONTACT.fullmatch(address):
        raise ValueError("must be a mail address, or an address that begins with https:// or http://")
    return address


class Settings(BaseModel):
    """What is in force. Descriptions are the help of `research-graph config`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspace: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: user_data_path("research-graph", appauthor=False),
        description="Folder of the ledger, the builds and the embedded store; by default the platform's data folder.",
    )
    store: Annotated[str, AfterValidator(_store_address)] | None = Field(
        None, description="Address of the store; by default store.sqlite in the workspace."
    )
    neo4j_user: str | None = Field(None, description="User of a Neo4j store.")
    neo4j_password: SecretStr | None = Field(None, description="Password of a Neo4j store.")
    openalex_api_key: SecretStr | None = Field(None, description="Key for `fetch openalex`.")
    openalex_mailto: str | None = Field(None, description="Address that OpenAlex may write to about your queries.")
    openalex_url: str = Field("https://api.openalex.org", description="Where the OpenAlex API is.")
    max_rejected: float = Field(0.01, ge=0, le=1, description="Share of bad records above which a load is refused.")
    reference_year: int | None = Field(
        None, ge=1000, le=2100, description="Year that recency refers to; by default found."
    )
    max_pair_authors: int = Field(100, ge=2, description="Longest author list that makes co-authorship ties.")
    half_life: float = Field(1.0, gt=0, description="Years after which a shared paper counts half for recent strength.")
    memory_limit: str = Field(
        "600MB",
        pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$",
        description="Memory that assembly may use before it spills to disk, such as 600MB or 2GiB.",
    )
    threads: int = Field(1, ge=1, description="Threads that assembly may use.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Lowest level that is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="Form of log lines, on standard error.")

    public_url: Annotated[str, AfterValidator(_origin)] | None = Field(
        None,
        description="Address at which readers reach the service, such as https://graph.example.org: pages name it as"
        " their own; by default the Host of each request.",
    )
    contact: Annotated[str, AfterValidator(_contact)] | None = Field(
        None, description="Where readers tell what is wrong: a mail address or an https:// address; pages name it."
    )
    anonymous: bool = Field(True, description="Whether the service answers without a token.")
    free_documents: bool = Field(True, description="Whether the service answers documents that it does not know.")
    documents: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None, description="Folder of *.graphql documents that are always answered, beside those of this release."
    )
    introspection: bool = Field(True, description="Whether the service tells its schema.")
    graphiql: bool = Field(False, description="Whether browsers get GraphiQL at /graphql, for development.")
    token_file: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: user_config_path("research-graph", appauthor=False) / "tokens.json",
        description="File of the service's tokens; by default in the platform's folder for settings.",
    )
    jwt_keys: str | None = Field(None, description="JWKS of an identity provider: a file or an https:// address.")
    jwt_issuer: str | None = Field(None, description="Issuer that JWTs must name.")
    jwt_audience: str | None = Field(None, description="Audience that JWTs must name.")
    cors_origins: tuple[str, ...] = Field(
        (), description="Origins whose pages may read answers, comma separated, such as https://example.org."
    )
    max_cost: int = Field(5_000, ge=1, le=100_000, description="Cost that one request may have.")
    request_seconds: float = Field(10.0, gt=0, le=300, description="Seconds that one request may take.")
    drain_seconds: float = Field(
        0.0, ge=0, le=60, description="Seconds that /readyz says no after SIGTERM before the service ends."
    )
    trusted_proxies: str | None = Field(
        None, description="Addresses, comma separated, of proxies whose X-Forwarded-For names the client; * is any."
    )
    anonymous_rate: int = Field(180_000, ge=0, description="Cost a minute and address without a token; 0: no limit.")
    token_rate: int = Field(600_000, ge=0, description="Cost a minute and token; 0: no limit.")
    rate_store: SecretStr | None = Field(
        None, description="Where rates are counted: by default in each worker; redis://… counts for all together."
    )
    answer_cache_mib: int = Field(64, ge=0, le=65_536, description="MiB of answers that each worker keeps.")
    open_metrics: bool = Field(True, description="Whether /metrics needs no token of the scope metrics.")
    otel_endpoint: str | None = Field(
        None,
        pattern=r"^https?://.+",
        description="Where traces go by OTLP, such as http://localhost:4318/v1/traces; needs the extra telemetry.",
    )
    otel_ratio: float = Field(1.0, ge=0, le=1, description="Share of requests that are traced.")
    otel_trust_callers: bool = Field(
        False, description="Whether a caller's traceparent is continued and decides whether the request is traced."
    )

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, given: Any) -> Any:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _jwt_is_whole(self) -> Self:
        if len({value is None for value in (self.jwt_keys, self.jwt_issuer, self.jwt_audience)}) > 1:
            raise ValueError("jwt_keys, jwt_issuer and jwt_audience go together")
        return self

    @property
    def store_url(self) -> str:
        """The store's address, the default made explicit."""
        return self.store or embedded_store(self.workspace)


def embedded_store(workspace: Path) -> str:
    """The address of the store that lies in a workspace."""
    from ..ledger.workspace import Workspace

    return f"sqlite:///{Workspace(workspace).store.absolute()}"


def has_windows() -> bool:
    """Whether programs started here can open windows; a browser without them would take over the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings of this process; what is `given` on the command line comes first, None counts as not given."""
    options = {name: value for name, value in given.items() if value is not None}
    found = {**_from_environment(os.environ if environment is None else environment), **options}
    try:
        return Settings(**found)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "jwt_keys"
        shown = f"option --{name}" if name in options else f"setting {PREFIX}{name.upper()}"
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{shown}: {reason}", hint=Settings.model_fields[name].description) from None


def hand_over(settings: Settings, *, metrics: str) -> None:
    """Puts settings into the environment, for worker processes; `metrics` is the folder they share theirs in."""
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is not None:
            shown = value.get_secret_value() if isinstance(value, SecretStr) else value
            os.environ.pop(f"{PREFIX}{name}{_FILE}".upper(), None)
            os.environ[PREFIX + name.upper()] = ",".join(shown) if isinstance(shown, tuple) else str(shown)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics


def secrets() -> frozenset[str]:
    """Names of the settings that are never shown and may come from files."""
    return frozenset(name for name, info in Settings.model_fields.items() if "SecretStr" in str(info.annotation))


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given = {
        variable: value for variable, value in environment.items() if variable.startswith(PREFIX) and value.strip()
    }
    found: dict[str, Any] = {}
    for variable, value in sorted(given.items()):
        name = variable.removeprefix(PREFIX).lower()
        secret = name.removesuffix(_FILE)
        if name in Settings.model_fields:
            found[name] = value
        elif secret != name and secret in secrets():
            if secret in found:
                twice = f"{variable.removesuffix(_FILE.upper())} and {variable} are both set"
                raise SettingsError(twice, hint="unset one of them")
            found[secret] = _read_secret(variable, Path(value))
        else:
            raise _unknown(variable)
    return found


def _unknown(variable: str) -> SettingsError:
    known = [*Settings.model_fields, *sorted(name + _FILE for name in secrets())]
    name = variable.removeprefix(PREFIX).lower()
    close = [each for each in known if each == name.removesuffix(_FILE)] or get_close_matches(name, known, n=1)
    shown = [PREFIX + name.upper() for name in close or known]
    hint = f"did you mean {shown[0]}?" if close else f"settings are: {', '.join(shown)}"
    return SettingsError(f"unknown setting {variable}", hint=hint)


def _read_secret(variable: str, path: Path) -> str:
    """A file's text without the newline at its end."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SettingsError(f"{variable}: cannot read {path}: {reason}", hint="check the path and rights") from None


def masked(url: str) -> str:
    """A store's address with its password hidden, whatever characters the password has."""
    return _PASSWORD.sub(r"\1***@", url)


def in_force(settings: Settings) -> list[tuple[str, str | None, str]]:
    """Name, value (secrets masked, None where there is none) and description of every setting."""
    rows = []
    for name, info in Settings.model_fields.items():
        value = masked(settings.store_url) if name == "store" else getattr(settings, name)
        shown = "***" if isinstance(value, SecretStr) else None if value is None else str(value)
        rows.append((PREFIX + name.upper(), shown, info.description or ""))
    return rows
