"""`serve`: pages, explorer and GraphQL over the store."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import invocation


def command(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is every one of this machine.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; a good number is that of cores.")] = 1,
) -> None:
    """Serve the graph until stopped: pages at /, the explorer at /explorer, and /graphql, /livez, /readyz, /version,
    /metrics.
    """
    from ..web.server import serve

    settings = invocation(context).settings

    def listening() -> None:
        typer.echo(f"Served at http://{host}:{port}/, GraphQL at http://{host}:{port}/graphql (Ctrl-C stops)", err=True)

    serve(settings, host=host, port=port, workers=workers, listening=listening)
