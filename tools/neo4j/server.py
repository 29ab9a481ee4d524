#!/usr/bin/env python3
"""Run a real Neo4j Community server without a container: any Java 21 or newer, and the jars of jars.lock.

Standard library only; docs/neo4j-server.md is the manual.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from download import DEFAULT_REPOSITORY, download
from failure import RunnerError
from home import hold, set_first_password, settings, write_conf
from jars import GDS_LOCK, LOCK, Jar, cache_folder, format_lock, missing, parse_lock
from java import find_java
from maven import GDS, MavenFailedError, fetch_through_maven, maven_is_there, resolve_lock
from plugin import plugin_settings
from probe import free_port, is_taken
from process import Launch, admin, end_with_parent, serve

# For a server that only this machine can reach; docker-compose.yml has the same.
LOCAL_PASSWORD = "research-graph-local"
MIN_PASSWORD = 8


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; returns the exit status."""
    args = parse(argv)
    try:
        return run(args)
    except RunnerError as error:
        report(f"error: {error}")
        if error.hint:
            report(f"hint: {error.hint}")
        return 1


def run(args: argparse.Namespace) -> int:
    """The same with errors raised as RunnerError."""
    if args.with_parent:
        end_with_parent()
    if args.write_lock:
        return write_lock()
    java = find_java(args.java, os.environ)
    jars = resolve(args.fetch, thorough=args.resolve_only)
    plugin = resolve(args.fetch, lock=LOCK.with_name(GDS_LOCK), thorough=args.resolve_only) if args.gds else None
    if args.resolve_only:
        print(f"{jars} {java}")
        return 0
    home = args.home.resolve()
    with hold(home) as lock:
        if args.admin is not None:
            if not (home / "conf" / "neo4j.conf").exists():
                write_conf(home, settings(home, bolt_port=7687, http_port=7474, extra=args.set))
            return admin(java, jars, home, heap=args.heap, words=args.admin)
        return serve(prepare(args, java, jars, home, plugin), lock)


def prepare(args: argparse.Namespace, java: str, jars: Path, home: Path, plugin: Path | None = None) -> Launch:
    """Write the home's settings and password and check that the ports are free."""
    bolt_port, http_port = args.bolt_port or free_port(), args.http_port or free_port()
    extra = [*(plugin_settings(plugin) if plugin else []), *args.set]
    conf = settings(home, bolt_port=bolt_port, http_port=http_port, extra=extra)
    listen = conf["server.default_listen_address"]
    host = "127.0.0.1" if listen in ("0.0.0.0", "::") else listen
    for port in (bolt_port, http_port):
        if is_taken(host, port):
            raise RunnerError(f"port {port} is already in use", hint="name others with --bolt-port and --http-port")
    write_conf(home, conf)
    set_first_password(home, args.password)
    return Launch(
        java=java,
        jars=jars,
        home=home,
        host=host,
        bolt_port=bolt_port,
        http_port=http_port,
        password=args.password,
        heap=args.heap,
        timeout_s=args.timeout,
        quick=args.quick_start,
        flags=args.jvm,
        plugin=plugin,
    )


def resolve(way: str, *, lock: Path | None = None, thorough: bool = False) -> Path:
    """The folder that holds every jar of a lock (None: the server's), filled first where something is missing.

    `thorough` compares the bytes of what is there already, not only the sizes.
    """
    lock = lock or LOCK
    text = lock.read_text(encoding="utf-8")
    folder = cache_folder(text, os.environ)
    wanted = missing(parse_lock(text, lock.name), folder, thorough=thorough)
    if wanted:
        folder.mkdir(parents=True, exist_ok=True)
        fetch(wanted, folder, way, GDS if lock.name == GDS_LOCK else None)
        # Saved classes are good for the very files they were loaded from.
        for archive in folder.glob("*.jsa"):
            archive.unlink()
        report(f"{len(wanted)} jars are now in {folder}")
    return folder


def fetch(jars: Sequence[Jar], folder: Path, way: str, profile: str | None) -> None:
    """Bring `jars` by the asked way; `auto` takes Maven where it is, unless MAVEN_REPOSITORY names an address."""
    repository = os.environ.get("MAVEN_REPOSITORY")
    if way == "maven" or (way == "auto" and not repository and maven_is_there()):
        report(f"fetching {len(jars)} jars through Maven")
        try:
            fetch_through_maven(jars, folder, profile)
        except MavenFailedError as error:
            if way == "maven":
                raise
            report(f"{error}; downloading instead")
        else:
            return
    report(f"downloading {len(jars)} jars")
    download(jars, folder, repository=repository or DEFAULT_REPOSITORY, report=report)


def write_lock() -> int:
    """Replace jars.lock and jars-gds.lock, what the plugin needs besides, by what pom.xml resolves to now."""
    jars = set(resolve_lock())
    for path, found in ((LOCK, jars), (LOCK.with_name(GDS_LOCK), set(resolve_lock(GDS)) - jars)):
        path.write_text(format_lock(found), encoding="utf-8")
        report(f"{path}: {len(found)} jars, {sum(jar.size for jar in found) / (1 << 20):.0f} MiB")
    return 0


def report(text: str) -> None:
    """One line for the person at the terminal, kept apart from the READY line."""
    print(f"neo4j: {text}", file=sys.stderr, flush=True)


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; exits with status 2 when it makes no sense."""
    parser = argparse.ArgumentParser(prog="server.py", description=__doc__)
    parser.add_argument("--home", type=Path, help="folder for settings, data and logs")
    parser.add_argument("--bolt-port", type=int, default=7687, help="0 takes a free one")
    parser.add_argument("--http-port", type=int, default=7474, help="Neo4j Browser and HTTP API; 0 takes a free one")
    parser.add_argument(
        "--password",
        default=os.environ.get("NEO4J_PASSWORD") or LOCAL_PASSWORD,
        help="of user neo4j, at a home's first start (else NEO4J_PASSWORD, else a local-only one)",
    )
    parser.add_argument("--heap", default="1g", help="largest Java heap")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="one more line of neo4j.conf")
    parser.add_argument("--jvm", action="append", default=[], metavar="FLAG", help="one more JVM flag, as --jvm=-X…")
    parser.add_argument("--gds", action="store_true", help="with the Graph Data Science plugin")
    parser.add_argument("--quick-start", action="store_true", help="half the start time, slower queries: for tests")
    parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends (Linux)")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds that a start may take")
    parser.add_argument("--java", help="a java of version 21 or newer (else NEO4J_JAVA, else an installed one)")
    parser.add_argument("--fetch", choices=("auto", "maven", "download"), default="auto", help="the way to jars")
    parser.add_argument("--resolve-only", action="store_true", help="fetch and check the jars, find Java, end")
    parser.add_argument("--write-lock", action="store_true", help="write the locks from pom.xml, through Maven")
    parser.add_argument("--admin", nargs=argparse.REMAINDER, metavar="WORD", help="run neo4j-admin on a stopped home")
    args = parser.parse_args(argv)
    if not (args.home or args.resolve_only or args.write_lock):
        parser.error("--home is needed")
    if len(args.password) < MIN_PASSWORD:
        parser.error(f"the password needs {MIN_PASSWORD} characters or more")
    return args


if __name__ == "__main__":
    sys.exit(main())
