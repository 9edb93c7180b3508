"""Dashboards and alerts ask for metrics that there are."""

import json
import re
from pathlib import Path

import promql_parser
import pytest
import yaml

from optimizer.service.telemetry.names import LOSS, METRICS, TURN, Kind
from optimizer.service.work_watch import Loss, Turn

DEPLOY = Path(__file__).parent.parent / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "corridor.json").read_text())
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())[
        "groups"
    ]
    for rule in group["rules"]
]
PANELS = [p for p in DASHBOARD["panels"] if p["type"] != "row"]
SERIES = {name: m for m in METRICS.values() for name in m.series_names}
OF_PROMETHEUS = {"instance", "job", "le"}
VALUES = {
    LOSS.replace(".", "_"): {str(loss) for loss in Loss},
    TURN.replace(".", "_"): {turn.value for turn in Turn},
}

# Grafana puts values in for its variables before Prometheus sees them.
EXPRESSIONS = [
    *(t["expr"].replace("$instance", ".*") for p in PANELS for t in p["targets"]),
    *(rule["expr"] for rule in RULES),
]


def selectors_in(node):
    """What an expression selects."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for name in ("lhs", "rhs", "expr", "args", "vector_selector", "param"):
        part = getattr(node, name, None)
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, promql_parser.Expr):
                yield from selectors_in(each)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_selects_series_that_a_server_tells(expression):
    """A misspelt name is no error for Prometheus: the alert just never comes."""
    found = list(selectors_in(promql_parser.parse(expression)))

    assert found
    for selector in found:
        labels = {matcher.name for matcher in selector.matchers.matchers}

        assert selector.name in SERIES
        assert labels <= OF_PROMETHEUS | set(SERIES[selector.name].labels)
        for matcher in selector.matchers.matchers:
            if matcher.name in VALUES:
                assert set(matcher.value.split("|")) <= VALUES[matcher.name]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_groups_by_labels_that_there_are(expression):
    """Grouping by a label that is missing puts everything into one."""
    grouped = {
        label.strip()
        for group in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression)
        for label in group.split(",")
    }
    selected = selectors_in(promql_parser.parse(expression))
    known = {label for s in selected for label in SERIES[s.name].labels}

    assert grouped <= OF_PROMETHEUS | known


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_counters_are_looked_at_as_rates_and_histograms_as_quantiles(expression):
    """The sum since the start of a server says nothing."""
    for selector in selectors_in(promql_parser.parse(expression)):
        is_rate = re.search(rf"(rate|increase)\({selector.name}\b", expression)

        assert (SERIES[selector.name].kind is Kind.GAUGE) != bool(is_rate)


def test_the_dashboard_shows_every_metric():
    """What nobody can see is not worth measuring."""
    shown = {
        SERIES[s.name].name
        for p in PANELS
        for t in p["targets"]
        for s in selectors_in(promql_parser.parse(t["expr"]))
    }

    assert shown == set(METRICS)


def test_panels_have_places_of_their_own():
    """Grafana moves panels that overlap to where nobody expects them."""
    cells = [
        (x, y)
        for p in DASHBOARD["panels"]
        for g in [p["gridPos"]]
        for x in range(g["x"], g["x"] + g["w"])
        for y in range(g["y"], g["y"] + g["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({p["id"] for p in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert all(p["title"] and p["description"] for p in PANELS)


def test_alerts_say_what_is_wrong_and_how_grave_it_is():
    """Whoever is woken reads nothing else first."""
    names = [rule["alert"] for rule in RULES]

    assert len(names) == len(set(names))
    for rule in RULES:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))
