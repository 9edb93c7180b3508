"""The report shows the plan's own figures, is one file, and trusts no text of a dataset."""

import json
import math
import re
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from corridor_client import Client, DivisionRule, DivisionTerms, Expansion, Measure
from corridor_client.choices import StepKind
from corridor_report import DatasetTables, Report, report_of
from corridor_report.charts import costs_of, periods_of, revenues_of, sankey_of
from corridor_report.chromium import pdf_of
from corridor_report.map_chart import drawn_legs_t, land_rings, map_of, unplaced_legs_t
from corridor_report.projection import great_circle, projected
from corridor_report.wording import added_in_words
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"

MAKER = (".google.com", ".googleapis.com", ".gvt1.com")
"""Hosts that Chromium asks on its own when it starts."""

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="no Chromium is installed"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    with (
        running_server(tmp_path_factory.mktemp("server")) as server,
        Client(server.address) as client,
    ):
        division = DivisionTerms(rule=DivisionRule.MILEAGE)
        compared = client.compare_scenarios(
            REFERENCE, stored_scenario_ids=["growth-10mt"]
        )
        return Report(
            plan=client.optimize_plan(REFERENCE, division=division).plan,
            tables=DatasetTables.of(client, REFERENCE),
            scenarios=[found.row for found in compared],
            ladder=client.find_expansions(REFERENCE).ladder,
        )


@pytest.fixture(scope="module")
def html(report):
    return report_of(report)


class Shown(HTMLParser):
    """Figures of tables and cards, and addresses that a browser would load."""

    def __init__(self, html):
        super().__init__()
        self.figures, self.legs, self.loaded, self.rungs = {}, {}, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "data-figure" in found:
            self.figures[found["data-figure"]] = found["data-value"]
        if "data-rung" in found:
            self.rungs.append(Decimal(found["data-value"]))
        if "data-leg" in found:
            self.legs[found["data-leg"]] = float(found["data-value"])
        if tag != "a":
            self.loaded += [found[key] for key in ("src", "href") if key in found]


def path_tonnes(plan):
    """Tonnes by leg, summed over paths instead of over flows as the report does."""
    mass = {demand.demand_id: demand.tonnes_per_unit for demand in plan.demands}
    tonnes = defaultdict(float)
    for path in plan.paths:
        for step in path.steps:
            if step.kind is StepKind.LEG:
                tonnes[step.element_id] += path.quantity * mass[path.demand_id]
    return dict(tonnes)


def test_figures_shown_are_those_of_the_plan(report, html):
    """Cards and tables against sums over paths, which the report does not use."""
    plan, shown = report.plan, Shown(html)
    mass = {demand.demand_id: demand.tonnes_per_unit for demand in plan.demands}
    moved = sum(path.quantity * mass[path.demand_id] for path in plan.paths)

    assert Decimal(shown.figures["total_cost"]) == plan.total_cost
    assert float(shown.figures["served_t"]) == pytest.approx(moved)
    assert int(shown.figures["bottleneck_count"]) == len(plan.bottlenecks)
    assert shown.legs == pytest.approx(path_tonnes(plan))
    ladder = report.ladder.rungs
    assert shown.rungs == [rung.saving for rung in ladder if rung.expansions]


def test_figures_for_programs_are_those_of_the_plan(report, html):
    """The block of JSON is exact: breakdowns add up to the total to the cent."""
    (block,) = re.findall(r'id="figures">(.*?)</script>', html, re.DOTALL)
    figures = json.loads(block)

    components = map(Decimal, figures["cost_by_component"].values())
    assert sum(components) == Decimal(figures["total_cost"]) == report.plan.total_cost
    assert figures["leg_flows_t"] == pytest.approx(path_tonnes(report.plan))
    assert figures["scenarios"] == {
        row.scenario_id: str(row.summary.total_cost) for row in report.scenarios
    }


def test_sankey_and_waterfall_add_up(report):
    """What leaves the origins arrives, and the last bar is what the others make."""
    link = sankey_of(report.plan, report.tables).data[0].link
    bars = costs_of(report.plan).data[0].y
    starts = set(link.source) - set(link.target)
    ends = set(link.target) - set(link.source)
    left = sum(v for v, s in zip(link.value, link.source, strict=True) if s in starts)
    arrived = sum(v for v, t in zip(link.value, link.target, strict=True) if t in ends)
    mass = sum(d.served * d.tonnes_per_unit for d in report.plan.demands)

    assert left == pytest.approx(arrived) == pytest.approx(mass)
    assert sum(bars[:-1]) == pytest.approx(bars[-1])


def test_lines_are_as_wide_as_the_root_of_their_flow(report):
    """Four times the cargo is twice the width, but thin lines stay visible."""
    flows = path_tonnes(report.plan)
    widths = {
        trace.hovertemplate.split("<br>")[0]: trace.line.width
        for trace in map_of(report.plan, report.tables).data
        if trace.hovertemplate and trace.mode == "lines"
    }
    largest = max(flows[leg] for leg in widths)

    assert len(widths) > 20
    for leg, width in widths.items():
        assert width == pytest.approx(max(1.2, 11 * (flows[leg] / largest) ** 0.5))


def test_report_is_one_file_and_the_same_each_time(report, html):
    """Nothing to load but an empty icon, and no clock or chance in it."""
    assert Shown(html).loaded == ["data:,"]
    assert report_of(report) == html


def test_hostile_names_are_only_text(report):
    """Whoever makes a dataset does not get to run a script at its reader."""
    rows = dict(report.tables.rows)
    rows["dataset"] = ({**rows["dataset"][0], "title": HOSTILE, "source": HOSTILE},)
    rows["nodes"] = tuple({**row, "name": HOSTILE} for row in rows["nodes"])
    rows["demands"] = tuple(
        {**row, "source": "javascript:alert(3)"} for row in rows["demands"]
    )
    scenarios = [replace(row, title=HOSTILE) for row in report.scenarios]
    html = report_of(replace(report, tables=DatasetTables(rows), scenarios=scenarios))

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html


@needs_chromium
def test_report_opens_without_a_complaint(html, tmp_path):
    """All charts are drawn, the console stays silent, the page forbids the network."""
    page = tmp_path / "report.html"
    page.write_text(html, encoding="utf-8")
    done = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--enable-logging=stderr", "--virtual-time-budget=10000",
            "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run",
            f"--user-data-dir={tmp_path}/profile", f"--log-net-log={tmp_path}/net.json",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    assert done.stdout.count("main-svg") >= 7
    assert "default-src 'none'" in html
    asked = re.findall(r'"url":"([^"]+)', (tmp_path / "net.json").read_text())
    hosts = {urlsplit(url).hostname or "" for url in asked if url.startswith("http")}
    # What the browser asks its maker is not the page's doing.
    others = {host for host in hosts if not host.endswith(MAKER)}
    assert others == set()


@needs_chromium
def test_report_prints_as_pdf(html):
    """For whom a file in a browser is not enough."""
    assert pdf_of(html).startswith(b"%PDF-")


def test_projection_keeps_areas():
    """A cell of one degree has the area that it has on the globe, wherever it lies."""
    for longitude, latitude in ((20, 20), (50, 42), (110, 58)):
        (x0, y0), (x1, y1), (x2, y2) = (
            projected(longitude + dx / 10, latitude + dy / 10)
            for dx, dy in ((0, 0), (1, 0), (0, 1))
        )
        area = (x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0)
        side = 6371.0 * math.pi / 1800

        middle = math.radians(latitude + 0.05)
        assert area == pytest.approx(side**2 * math.cos(middle), rel=2e-3)


def test_great_circles_join_their_ends():
    """A leg begins and ends where its nodes stand."""
    line = great_circle((119.4, 34.7), (9.99, 53.5))

    assert line[0] == pytest.approx(projected(119.4, 34.7))
    assert line[-1] == pytest.approx(projected(9.99, 53.5))


def test_land_is_there():
    """The shapes are shipped with the package."""
    assert len(land_rings()) > 100


def test_plan_draws_itself(report):
    """The charts of the report are at hand in a notebook."""
    plot = report.plan.plot

    assert plot.map(report.tables) == map_of(report.plan, report.tables)
    assert plot.sankey(report.tables) == sankey_of(report.plan, report.tables)
    assert len(plot.bottlenecks().data[0].x) == len(report.plan.bottlenecks)


def test_things_of_one_name_are_told_apart(report):
    """Two carriers may be called the same, and each keeps its bar."""
    rows = tuple({**row, "name": "Railway"} for row in report.tables.rows["carriers"])
    tables = DatasetTables({**report.tables.rows, "carriers": rows})
    (bars,) = revenues_of(report.plan, tables).data
    earning = [share for share in report.plan.revenue_by_carrier if share.cost]

    assert len(set(bars.y)) == len(bars.y) == len(earning)
    assert sum(bars.x) == pytest.approx(float(sum(share.cost for share in earning)))


def test_legs_without_coordinates_are_told_of(report):
    """They carry what they carry, and no map can show them."""
    busiest = max(carried := path_tonnes(report.plan), key=carried.__getitem__)
    place = report.tables.legs[busiest]["origin_node_id"]
    rows = tuple(
        {**row, "longitude": "", "latitude": ""} if row["node_id"] == place else row
        for row in report.tables.rows["nodes"]
    )
    tables = DatasetTables({**report.tables.rows, "nodes": rows})
    left = unplaced_legs_t(report.plan, tables)
    drawn = drawn_legs_t(report.plan, tables)
    html = report_of(replace(report, tables=tables))

    assert left
    assert all(
        place
        in (tables.legs[leg]["origin_node_id"], tables.legs[leg]["destination_node_id"])
        for leg in left
    )
    assert left == pytest.approx({leg: carried[leg] for leg in left})
    assert not left.keys() & drawn.keys()
    assert f"{len(left)} legs are not drawn" in html
    assert "legs are not drawn" not in report_of(report)


def test_a_plan_without_any_place_has_no_map(report):
    """The rest of the report is there."""
    rows = tuple(
        {**row, "longitude": "", "latitude": ""} for row in report.tables.rows["nodes"]
    )
    tables = DatasetTables({**report.tables.rows, "nodes": rows})
    html = report_of(replace(report, tables=tables))

    assert 'id="chart-sankey"' in html
    assert 'id="chart-map"' not in html
    assert 'id="chart-crossings"' not in html


def test_periods_stand_in_the_order_of_the_calendar(report):
    """Whatever they are called."""
    (year,) = report.tables.rows["periods"]
    months = tuple(
        {**year, "period_id": f"m{month}", "start_date": f"2025-{month:02d}-01"}
        for month in (2, 10, 1, 12)
    )
    tables = DatasetTables({**report.tables.rows, "periods": months})

    setting_out, stored = periods_of(report.plan, tables).data
    assert setting_out.x == stored.x == ("m1", "m2", "m10", "m12")


def test_what_is_added_is_named_once_and_by_period():
    """Several periods of one capacity stand together."""

    def more(resource_id, period_id, added, measure=Measure.TEU):
        return Expansion(
            resource_id=resource_id,
            period_id=period_id,
            measure=measure,
            capacity=1.0,
            added=added,
            added_t=1.0,
            step_t=1.0,
        )

    added = [
        more("a", "m1", 2),
        more("b", "m1", 1234.56, Measure.WAGON),
        more("a", "m2", 3),
    ]

    by_period = "a (TEU) +2.0 in m1, +3.0 in m2; b (wagon) +1,234.6 in m1"
    assert added_in_words(added, with_periods=True) == by_period
    assert added_in_words(added[:1], with_periods=False) == "a (TEU) +2.0"
