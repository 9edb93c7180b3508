"""The report: one HTML file that asks nothing of the network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

import jinja2
import plotly.graph_objects as go
from corridor_client import Ladder, Plan, PlanSummary, ScenarioRow
from plotly.offline import get_plotlyjs

from corridor_report import charts
from corridor_report.loads import leg_flows_t, leg_utilizations, served_t, unserved_t
from corridor_report.map_chart import (
    FAR_MODES,
    drawn_legs_t,
    has_crossings,
    unplaced_legs_t,
)
from corridor_report.tables import DatasetTables, Row
from corridor_report.wording import (
    added_in_words,
    exact,
    measure_word,
    money,
    tonnes,
    words,
)

PROVENANCE_TABLES = ("dataset", "demands", "resources", "legs", "transfers", "tariffs")
"""Tables whose sources the report lists, in this order."""

_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a report tells.

    Attributes
    ----------
    plan
        The plan, with revenues divided where they are to be shown.
    tables
        Rows of the dataset that was planned.
    scenarios
        Rows of a comparison, the base first; empty without one.
    ladder
        Expansions that help most; None leaves them out.
    """

    plan: Plan
    tables: DatasetTables
    scenarios: Sequence[ScenarioRow] = ()
    ladder: Ladder | None = None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A source of a table's rows, and how far it can be trusted."""

    table: str
    source: str
    confidence: str
    row_count: int
    link: str


def report_of(report: Report) -> str:
    """Write a report as HTML; the same report gives the same text."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("corridor_report", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "tonnes": tonnes, "money": money, "exact": exact, "words": words,
        "measure_word": measure_word, "added_in_words": added_in_words, "unserved_cost": unserved_cost,
    }  # fmt: skip
    plan, tables = report.plan, report.tables
    flows = leg_flows_t(plan)
    far_t = sum(t for leg, t in flows.items() if tables.legs[leg]["mode"] in FAR_MODES)
    return environment.get_template("report.html.jinja").render(
        report=report,
        plan=plan,
        title=tables.title or plan.dataset_id,
        figures=json_block(figures_of(report)),
        charts={name: _embedded(name, f) for name, f in _charts(report).items()},
        plotly_script=get_plotlyjs(),
        served_t=served_t(plan),
        unserved_t=unserved_t(plan),
        far_t=far_t,
        unplaced=unplaced_legs_t(plan, tables),
        legs=sorted(flows.items(), key=lambda item: (-item[1], item[0])),
        utilizations=leg_utilizations(plan, tables),
        leg_rows=tables.legs,
        assumptions=assumptions_of(tables),
    )


def figures_of(report: Report) -> dict[str, object]:
    """Return every figure that the report rests on, exact, for programs to read.

    Money is text, as it is exact; quantities are gross tonnes.
    """
    plan = report.plan
    return {
        "dataset_digest": plan.dataset_digest,
        "currency_code": plan.currency_code,
        "total_cost": str(plan.total_cost),
        "served_t": served_t(plan),
        "unserved_t": unserved_t(plan),
        "emissions_t": plan.emissions_t,
        "cost_by_component": {s.key: str(s.cost) for s in plan.cost_by_component},
        "revenue_by_carrier": {s.key: str(s.cost) for s in plan.revenue_by_carrier},
        "leg_flows_t": leg_flows_t(plan),
        "leg_utilizations": leg_utilizations(plan, report.tables),
        "bottlenecks": [
            [
                b.resource_id,
                b.period_id,
                str(b.shadow_price),
                str(b.value_of_one_percent),
            ]
            for b in plan.bottlenecks
        ],
        "scenarios": {
            row.scenario_id: None
            if row.summary is None
            else str(row.summary.total_cost)
            for row in report.scenarios
        },
    }


def unserved_cost(summary: PlanSummary) -> Decimal:
    """Return what a plan pays for volumes that it leaves."""
    parts = (s.cost for s in summary.cost_by_component if s.key == "UNSERVED")
    return sum(parts, start=Decimal())


def json_block(figures: dict[str, object]) -> str:
    """Write JSON that cannot end the element of HTML in which it stands."""
    text = json.dumps(figures, sort_keys=True, ensure_ascii=True)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def assumptions_of(tables: DatasetTables) -> list[Assumption]:
    """Gather the sources of a dataset's rows by table, the most used first."""
    found = []
    for table in PROVENANCE_TABLES:
        counts: dict[tuple[str, str], int] = {}
        for row in tables.rows.get(table, ()):
            key = _provenance(row)
            if any(key):
                counts[key] = counts.get(key, 0) + 1
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        found += [
            Assumption(table, source, confidence, count, _link(source))
            for (source, confidence), count in ranked
        ]
    return found


def _provenance(row: Row) -> tuple[str, str]:
    return row.get("source") or "", row.get("confidence") or ""


def _link(source: str) -> str:
    """Return the source as a link where it is an address of the web and nothing else."""
    is_address = urlsplit(source).scheme in {"http", "https"} and " " not in source
    return source if is_address else ""


def _charts(report: Report) -> dict[str, go.Figure]:
    plan, tables = report.plan, report.tables
    figures = {
        "sankey": charts.sankey_of(plan, tables),
        "costs": charts.costs_of(plan),
        "revenues": charts.revenues_of(plan, tables),
    }
    if drawn_legs_t(plan, tables):
        figures["map"] = charts.map_of(plan, tables)
    if has_crossings(plan, tables):
        figures["crossings"] = charts.map_of(plan, tables, only_crossings=True)
    if plan.bottlenecks:
        figures["bottlenecks"] = charts.bottlenecks_of(plan)
    if report.ladder is not None and len(report.ladder.rungs) > 1:
        figures["expansions"] = charts.expansions_of(report.ladder, plan.currency_code)
    if len(tables.period_ids) > 1:
        figures["periods"] = charts.periods_of(plan, tables)
    if any(row.change is not None for row in report.scenarios):
        figures["scenarios"] = charts.scenario_costs_of(
            report.scenarios, plan.currency_code
        )
    return figures


def _embedded(name: str, figure: go.Figure) -> str:
    html: str = figure.to_html(
        full_html=False, include_plotlyjs=False, div_id=f"chart-{name}", config=_CONFIG
    )
    return html
