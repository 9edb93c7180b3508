"""Regimes: one is the default, and each has tariffs."""

from collections.abc import Iterator

from optimizer.domain.checks.presence import UNREAD_NAME, Unread
from optimizer.domain.dataset import Dataset
from optimizer.domain.hauls import Regime
from optimizer.domain.problems import Problem, ProblemCode

REGIME_TABLES = ("regimes", "regime_tariffs")
"""Tables that say which tariffs hold together."""


def regime_problems(dataset: Dataset, unread: Unread) -> Iterator[Problem]:
    """No default or several, and regimes under which nothing is charged."""
    regimes = {row.regime_id: row for row in dataset.regimes}
    if not unread["regimes"]:
        yield from _default_problems(list(regimes.values()))
    named = {row.regime_id for row in dataset.regime_tariffs}
    known = regimes.keys() | unread["regimes"]
    if UNREAD_NAME in unread["regime_tariffs"] or not named <= known:
        return
    for regime_id in sorted(regimes.keys() - named - unread["regime_tariffs"]):
        yield Problem(
            code=ProblemCode.EMPTY_REGIME,
            table="regimes",
            row_id=regime_id,
            message="no tariff holds under the regime",
            remedy="name its tariffs in regime_tariffs, or remove it",
        )


def _default_problems(regimes: list[Regime]) -> Iterator[Problem]:
    defaults = [regime.regime_id for regime in regimes if regime.is_default]
    for regime_id in defaults[1:]:
        yield Problem(
            code=ProblemCode.DUPLICATE_DEFAULT_REGIME,
            table="regimes",
            row_id=regime_id,
            column="is_default",
            value="true",
            message=f"{defaults[0]!r} is the default as well",
            remedy="leave it the default of one regime only",
        )
    # A single regime holds without being called the default.
    if not defaults and len(regimes) > 1:
        yield Problem(
            code=ProblemCode.MISSING_DEFAULT_REGIME,
            table="regimes",
            column="is_default",
            message=f"none of the {len(regimes)} regimes is the default",
            remedy="make one of them the default",
        )
