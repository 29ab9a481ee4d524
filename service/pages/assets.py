"""Style sheets and pictures of the pages: each at an address with its digest, which may be kept forever."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

_FOLDER = Path(__file__).parent / "assets"
_FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files of the folder, read once."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        for file in sorted(_FOLDER.iterdir()):
            content = file.read_bytes()
            served = f"{file.stem}.{blake2b(content, digest_size=6).hexdigest()}{file.suffix}"
            self._paths[file.name] = f"/static/pages/{served}"
            self._files[served] = (content, guess_type(file.name)[0] or "application/octet-stream")

    def path(self, name: str) -> str:
        """The address of a file; KeyError where there is none of that name."""
        return self._paths[name]

    def routes(self) -> Iterator[BaseRoute]:
        """One route for all of them."""
        yield Route("/static/pages/{name}", self._served)

    async def _served(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response("no such file\n", 404, media_type="text/plain")
        content, type_ = found
        return Response(content, headers={"cache-control": _FOREVER}, media_type=type_)
