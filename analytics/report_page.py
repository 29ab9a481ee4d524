"""The frame of the report: one file, nothing fetched, readable in light and dark, on a phone and on paper."""

from __future__ import annotations

from .report_html import Safe, element, join

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser that keeps to it can fetch and run nothing, whatever the page holds."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2530; --soft: #5b6675; --rule: #dde2e8; --page: #ffffff; --card: #f5f7f9;
  --main: #2a6fb0; --pale: #cfe0f0; --good: #23734a; --bad: #a8481c; --mark: #c2571a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ed; --soft: #9aa6b4; --rule: #343c47; --page: #14181d;
  --card: #1d232a; --main: #6aaae4; --pale: #2b435b; --good: #6cc797; --bad: #f0986a; --mark: #f0a35e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 36px 24px 60px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 1.3rem; margin: 44px 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 22px 0 6px; }
p { max-width: 76ch; margin: 8px 0; }
li { max-width: 76ch; margin: 4px 0; }
code { font: 0.86em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.soft, .faint { color: var(--soft); }
.verdict { border-left: 5px solid var(--good); background: var(--card); padding: 14px 20px; margin: 22px 0;
  border-radius: 0 6px 6px 0; }
.verdict.doubtful { border-color: var(--bad); }
.verdict strong { font-size: 1.12rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 20px 0; }
.figure { background: var(--card); border-radius: 6px; padding: 12px 16px; }
.figure b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figure span { color: var(--soft); font-size: 0.86rem; line-height: 1.3; display: block; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 18px; margin: 14px 0; }
.charts.two { grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg text { fill: var(--ink); } svg .faint { fill: var(--soft); } svg .small { font-size: 10.5px; }
svg .middle { text-anchor: middle; } svg .end { text-anchor: end; } svg .title { font-weight: 600; font-size: 13px; }
svg .strong { font-weight: 600; fill: var(--mark); }
.bar, .dot { fill: var(--main); } .chosen { fill: var(--mark); }
.line { fill: none; stroke: var(--main); stroke-width: 2; } .mark { stroke: var(--mark); stroke-dasharray: 4 3; }
.grid { stroke: var(--rule); } .axis { stroke: var(--soft); }
.wide { overflow-x: auto; margin: 12px 0; background: linear-gradient(to left, var(--page), transparent) right / 48px
  100% no-repeat local, linear-gradient(to left, var(--rule), transparent) right / 16px 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.82rem; vertical-align: bottom; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); }
td { vertical-align: top; }
th.number, td.number { padding-right: 26px; } th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.meter { display: inline-flex; align-items: center; gap: 8px; white-space: nowrap; }
.track { width: 64px; height: 8px; background: var(--pale); border-radius: 4px; overflow: hidden; }
.track span { display: block; height: 100%; background: var(--main); }
.clusters { display: grid; grid-template-columns: repeat(auto-fill, minmax(440px, 1fr)); gap: 14px; margin: 16px 0; }
.cluster { background: var(--card); border-radius: 6px; padding: 14px 18px; break-inside: avoid; min-width: 0; }
.cluster h3 { margin: 0 0 2px; overflow-wrap: anywhere; } .cluster p { margin: 5px 0; font-size: 0.9rem; }
.cluster .soft { font-size: 0.84rem; }
.tag { display: inline-block; border: 1px solid; border-radius: 10px; padding: 0 9px; font-size: 0.78rem;
  margin: 2px 6px 2px 0; }
.good { color: var(--good); } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; font-size: 0.92rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 48px; color: var(--soft); font-size: 0.84rem; }
@media (max-width: 560px) { .wide table { min-width: 620px; }
  main { padding: 24px 16px 40px; } .charts.two, .clusters, dl { grid-template-columns: minmax(0, 1fr); } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --rule: #bbb; --page: #fff; --card: #f4f4f4;
    --main: #2a6fb0; --pale: #cfe0f0; --good: #23734a; --bad: #a8481c; --mark: #c2571a; }
  body { font-size: 10.5pt; } main { padding: 0; max-width: none; } .wide { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg, tr, .figure, .verdict { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .clusters { grid-template-columns: 1fr 1fr; } .charts { grid-template-columns: 1fr 1fr 1fr; }
  .charts.two { grid-template-columns: 1fr 1fr; } }
@page { margin: 16mm; }
"""


def page(title: str, *sections: Safe | None) -> str:
    """The whole file."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Safe(_STYLE)),
    )
    body = element("body", element("main", *sections))
    return "<!DOCTYPE html>\n" + element("html", head, body, lang="en") + "\n"


def section(heading: str, *inside: Safe | None) -> Safe:
    """A part of the page under its heading."""
    return element("section", element("h2", heading), *inside)


def paragraph(*inside: object, kind: str | None = None) -> Safe:
    """A paragraph of text and elements."""
    return element("p", *inside, class_=kind)


def figures(each: list[tuple[str, str]]) -> Safe:
    """Large figures, each with what it counts."""
    return element(
        "div",
        *(element("div", element("b", value), element("span", name), class_="figure") for value, name in each),
        class_="figures",
    )


def charts(*each: Safe, is_two: bool = False) -> Safe:
    """Charts side by side."""
    return element("div", *each, class_="charts two" if is_two else "charts")


def facts(each: list[tuple[str, object]]) -> Safe:
    """Names and what they are, in two columns."""
    return element("dl", *(join(element("dt", name), element("dd", value)) for name, value in each))
