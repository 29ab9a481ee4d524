"""`tokens`: credentials for the service."""

from __future__ import annotations

from typing import Annotated

import typer

from ..open import invocation
from ..output import print_json, print_table

_SHOWN = ("id", "name", "scopes", "created", "expires")

app = typer.Typer(help="Credentials for the service: created, listed, revoked.", no_args_is_help=True)


@app.command("create")
def _create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose it is or what it is for; shown in lists.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="read (default), documents, introspect, metrics; may be repeated.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; without it, never.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Create a token and print it, once: only its hash is kept."""
    from ..web.tokens import TokenFile

    settings = invocation(context).settings
    token, text = TokenFile(settings.token_file).create(name, scopes=scope or ("read",), days=days)
    if json:
        print_json({"id": token.id, "name": name, "scopes": token.scopes, "expires": token.expires, "token": text})
        return
    typer.echo(text)
    typer.echo(f"token {token.id} for {name}; it is not shown again. Send it as: Authorization: Bearer …", err=True)


@app.command("list")
def _list(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False
) -> None:
    """List the tokens: ids, names, scopes, times."""
    from ..web.tokens import TokenFile

    settings = invocation(context).settings
    found = TokenFile(settings.token_file).all()
    if json:
        print_json([{name: getattr(token, name) for name in _SHOWN} for token in found])
    elif found:
        print_table(
            _SHOWN, [(one.id, one.name, " ".join(one.scopes), one.created, one.expires or "never") for one in found]
        )
    else:
        typer.echo(f"no tokens in {settings.token_file}; `research-graph tokens create NAME` makes one")


@app.command("revoke")
def _revoke(
    context: typer.Context, id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the token, as listed.")]
) -> None:
    """Revoke a token; a running service refuses it from the next request on."""
    from ..web.tokens import TokenFile

    gone = TokenFile(invocation(context).settings.token_file).revoke(id_)
    typer.echo(f"revoked {gone.id} of {gone.name}")
