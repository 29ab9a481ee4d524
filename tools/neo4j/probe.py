"""Tell when a server answers, over plain Bolt and HTTP, so that no driver is needed."""

import base64
import json
import socket
import urllib.error
import urllib.request

from failure import RunnerError

# Bolt's magic number and four proposals: 6.1, 5.0 to 5.8, 4.2 to 4.4, none.
_HANDSHAKE = bytes.fromhex("6060b017 00000106 00080805 00020404 00000000")


def bolt_answers(host: str, port: int) -> bool:
    """True once the port agrees on a Bolt version."""
    try:
        with socket.create_connection((host, port), timeout=2) as link:
            link.sendall(_HANDSHAKE)
            reply = link.recv(4)
    except OSError:
        return False
    return len(reply) == 4 and reply != bytes(4)


def query_answers(host: str, port: int, *, password: str) -> bool:
    """True once `RETURN 1` works over HTTP; raises RunnerError when the password is refused."""
    token = base64.b64encode(f"neo4j:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://{host}:{port}/db/neo4j/query/v2",
        data=json.dumps({"statement": "RETURN 1"}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {token}"},
    )
    # A proxy of the environment must not stand between us and the loopback address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as reply:
            return bool(json.load(reply)["data"]["values"] == [[1]])
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 401:
            hint = "a home keeps the password of its first start"
            raise RunnerError("the server refuses this password", hint=hint) from None
        return False
    except (OSError, ValueError, LookupError):
        return False


def free_port() -> int:
    """A TCP port that is free on the loopback address now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(host: str, port: int) -> bool:
    """True when something already listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0
