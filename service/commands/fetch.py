"""`fetch`: brings files from public services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...schema.errors import UsageError
from ..open import invocation
from ..output import print_json
from ..progress import shown_progress

if TYPE_CHECKING:
    from ...loaders.fetch import FetchProgress, FetchReport
    from ...pipeline import Progress

app = typer.Typer(help="Bring files from public services, for `load` to read.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `openalex` a command of its own while it is the only one."""


@app.command("openalex")
def _openalex(
    context: typer.Context,
    into: Annotated[Path, typer.Argument(help="Folder for the files; the same query goes on there where it stopped.")],
    author: Annotated[list[str] | None, typer.Option(help="OpenAlex id or ORCID; may be repeated.")] = None,
    institution: Annotated[list[str] | None, typer.Option(help="OpenAlex id or ROR; may be repeated.")] = None,
    work: Annotated[list[str] | None, typer.Option(help="OpenAlex id or DOI; may be repeated.")] = None,
    filter_: Annotated[str | None, typer.Option("--filter", help="A filter expression of the OpenAlex API.")] = None,
    entity: Annotated[str, typer.Option(help="What the filter lists: works, authors, institutions, ….")] = "works",
    people: Annotated[bool, typer.Option("--people", help="For an institution: its people's records, too.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what changed since then.")] = None,
    max_requests: Annotated[int | None, typer.Option(min=1, help="Stop before more requests than that.")] = None,
    max_dollars: Annotated[str | None, typer.Option(help="Stop before it costs more than that.")] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Begin anew, even when finished.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Report as JSON on standard output.")] = False,
) -> None:
    """Fetch works, authors or institutions from the OpenAlex API; then `load openalex FOLDER`.

    The key comes from the setting RESEARCH_GRAPH_OPENALEX_API_KEY (or …_FILE).
    """
    from ...loaders.fetch import FetchQuery, FetchSettings, fetch_openalex

    settings = invocation(context).settings
    key = settings.openalex_api_key
    query = FetchQuery(
        authors=author or (),
        institutions=institution or (),
        works=work or (),
        filter=filter_,
        entity=entity,
        institution_authors=people,
        since=since.date() if since else None,
    )
    limits = FetchSettings(
        base_url=settings.openalex_url,
        api_key=key.get_secret_value() if key else None,
        mailto=settings.openalex_mailto,
        max_requests=max_requests,
        max_dollars=_dollars(max_dollars),
    )
    with shown_progress(quiet=json) as progress:
        report = fetch_openalex(query, into, settings=limits, progress=_shown(progress), refresh=refresh)
    _print(report, json=json)


def _dollars(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise UsageError(f"--max-dollars: {text!r} is no amount", hint="write it like 2.50") from None


def _shown(progress: Progress | None) -> Callable[[FetchProgress], None] | None:
    """Gives the fetch's progress the form of every other command's."""
    if progress is None:
        return None
    return lambda step: progress(f"fetch {step.entity}", step.records, step.total)


def _print(report: FetchReport, *, json: bool) -> None:
    if json:
        print_json(
            {
                "into": str(report.into),
                "complete": report.complete,
                "records": report.records,
                "requests": report.requests,
                "dollars": str(report.dollars),
                "total_requests": report.total_requests,
                "total_dollars": str(report.total_dollars),
                "merged": [asdict(merge) for merge in report.merged],
                "stopped": report.stopped,
                "not_found": list(report.not_found),
                "message": report.message,
                "next_step": report.next_step,
            }
        )
        return
    typer.echo(f"{report.records:,} records in {report.into}; {report.requests} requests, {report.dollars} dollars")
    for missing in report.not_found:
        typer.secho(f"OpenAlex has no {missing}", err=True, fg="yellow")
    if not report.complete:
        typer.echo(f"{report.message}; {report.next_step}")
