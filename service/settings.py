"""Settings from the environment, read once; the only place that looks at it.

Every setting is `RESEARCH_GRAPH_<NAME>`; a secret may instead be a file, `RESEARCH_GRAPH_<NAME>_FILE`. Unknown names
are refused, so that a misspelt setting never goes unnoticed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from ..schema.errors import SettingsError

PREFIX = "RESEARCH_GRAPH_"


class Settings(BaseModel):
    """What is in force. Descriptions are the help of `research-graph config`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workspace: Path = Field(
        default_factory=lambda: user_data_path("research-graph", appauthor=False),
        description="Folder of the ledger, the builds and the embedded store.",
    )
    store: str | None = Field(None, description="Address of the store; by default store.sqlite in the workspace.")
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
    half_life: float = Field(5.0, gt=0, description="Years after which a shared paper counts half for recent strength.")
    memory_limit: str = Field("600MB", description="Memory that assembly may use before it spills to disk.")
    threads: int = Field(1, ge=1, description="Threads that assembly may use.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Lowest level that is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="Form of log lines, on standard error.")

    @property
    def store_url(self) -> str:
        """The store's address, the default made explicit."""
        return self.store or f"sqlite:///{self.workspace.absolute() / 'store.sqlite'}"


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings of this process; what is `given` on the command line comes first, None counts as not given."""
    found = _from_environment(os.environ if environment is None else environment)
    found.update({name: value for name, value in given.items() if value is not None})
    try:
        return Settings(**found)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"setting {name}: {first['msg']}", hint="run `research-graph config --help`") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    secrets = {name for name, info in Settings.model_fields.items() if "SecretStr" in str(info.annotation)}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in Settings.model_fields:
            found.setdefault(name, value)
        elif name.endswith("_file") and name.removesuffix("_file") in secrets:
            found[name.removesuffix("_file")] = _read_secret(variable, Path(value))
        else:
            known = [PREFIX + field.upper() for field in Settings.model_fields]
            close = get_close_matches(variable, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "`research-graph config` lists the settings"
            raise SettingsError(f"unknown setting {variable}", hint=hint)
    return found


def _read_secret(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"{variable}: cannot read {path}: {error.strerror}", hint="check the path and rights"
        ) from None


def masked(url: str) -> str:
    """A store's address with its password hidden."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@", 1)))


def in_force(settings: Settings) -> list[tuple[str, str, str]]:
    """Name, value (secrets masked) and description of every setting."""
    rows = []
    for name, info in Settings.model_fields.items():
        value = getattr(settings, name)
        if name == "store":
            value = masked(settings.store_url)
        shown = "***" if isinstance(value, SecretStr) else "" if value is None else str(value)
        rows.append((PREFIX + name.upper(), shown, info.description or ""))
    return rows
