"""Write what a server's home needs before a start: folders, neo4j.conf, the first password, the lock of the home."""

import fcntl
import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from failure import RunnerError

_FOLDERS = ("conf", "data", "import", "logs", "plugins", "run")
_HASH_ROUNDS = 1024
_FIXED = {
    "server.https.enabled": "false",
    "server.http.x_forward.enabled": "false",
    "server.memory.pagecache.size": "256m",
    # An empty home takes 2 MiB instead of 517 MiB of preallocated logs.
    "db.tx_log.preallocate": "false",
    # A stop takes 1 s instead of 17 s.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
    # All on by default; a development server reports to nobody.
    "dbms.usage_report.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    "server.fleet_discovery.enabled": "false",
    "client.allow_telemetry": "false",
}


def settings(home: Path, *, bolt_port: int, http_port: int, extra: Iterable[str] = ()) -> dict[str, str]:
    """The settings of neo4j.conf in order; `extra` are `KEY=VALUE` texts that win over ours."""
    conf = {f"server.directories.{name}": str(home / name) for name in _FOLDERS if name != "conf"}
    conf["server.default_listen_address"] = "127.0.0.1"
    for name, port in (("bolt", bolt_port), ("http", http_port)):
        conf[f"server.{name}.enabled"] = "true"
        conf[f"server.{name}.listen_address"] = f":{port}"
        # Without the real port, routing clients and Browser are sent to the default one.
        conf[f"server.{name}.advertised_address"] = f":{port}"
    conf |= _FIXED
    for text in extra:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise RunnerError(f"--set {text!r} is not KEY=VALUE")
        conf[key.strip()] = value.strip()
    return conf


def write_conf(home: Path, conf: dict[str, str]) -> None:
    """Make the folders of `home` and write `conf/neo4j.conf`."""
    for name in _FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    text = "".join(f"{key}={value}\n" for key, value in conf.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")


def set_first_password(home: Path, password: str) -> None:
    """Give user `neo4j` its password in a home that never ran; does nothing in one that did.

    Writes the file that `neo4j-admin dbms set-initial-password` writes: one JVM start less, and the
    password never stands in the list of processes.
    """
    # The bulk import makes no system database, so its presence means that a server ran here.
    if (home / "data" / "databases" / "system").exists():
        return
    file = home / "data" / "dbms" / "auth.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    salt = secrets.token_bytes(32)
    file.touch(mode=0o600)
    file.write_text(f"neo4j:SHA-256,{password_hash(password, salt).hex()},{salt.hex()},{_HASH_ROUNDS}:")


def password_hash(password: str, salt: bytes) -> bytes:
    """Neo4j's own stored form: SHA-256 of salt and password, hashed again to 1,024 rounds in all."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(_HASH_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return digest


def hold(home: Path) -> IO[bytes]:
    """Take the home for this process; raises RunnerError while another server or admin tool has it.

    The returned file is inherited by the JVM, so the home stays taken until that one has ended too.
    """
    (home / "run").mkdir(parents=True, exist_ok=True)
    lock = (home / "run" / "runner.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise RunnerError(f"{home} is in use by a running server", hint="stop that one first") from None
    return lock
