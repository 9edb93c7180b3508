"""What a change is for: rows of one kind, and which of their numbers.

A target is written ``kind.selector.quantity``, as in ``leg.aktau-alat-feeder.capacity``,
``demand.[commodity=wheat].volume`` or ``tariff.*.rate``. In ids and in values of filters
``*`` stands for any text, and ``!=`` selects what does not fit. What is closed or opened
has no quantity.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.scenarios.problems import UnusableChangeError

EVERY = "*"
"""Selects every row of a kind."""

ID = "id"
"""Filter of every kind, by the row's id."""

_FILTERS = re.compile(r"\[([^\[\]]*)\]")

type Cell = Callable[[Dataset, Any], set[str]]
"""Texts that a filter compares: a row fits where one of them is the filter's value."""


@dataclass(frozen=True, slots=True)
class Target:
    """Rows of one kind, and which of their numbers.

    Attributes
    ----------
    kind
        Kind of rows, one of ``KINDS``.
    row_id
        Id of one row; None where filters select.
    filters
        Patterns by filter, all of which a row fits; none select every row. A filter that
        ends in ``!`` is fitted by what has no such value.
    quantity
        Which number; empty where the target is closed or opened.
    """

    kind: str
    row_id: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    quantity: str = ""

    def __str__(self) -> str:
        inner = ",".join(f"{name}={value}" for name, value in self.filters.items())
        selector = self.row_id or (f"[{inner}]" if inner else EVERY)
        parts = (
            self.kind,
            "" if KINDS[self.kind].is_single else selector,
            self.quantity,
        )
        return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows that changes are for.

    Attributes
    ----------
    table
        Their table.
    quantities
        Numbers that can be set.
    filters
        What rows are selected by, beside their id.
    can_close
        Whether they can be closed and opened.
    is_single
        Whether there is one row, which no selector names.
    """

    table: str
    quantities: tuple[str, ...] = ()
    filters: Mapping[str, Cell] = field(default_factory=dict)
    can_close: bool = False
    is_single: bool = False


def _column(name: str) -> Cell:
    return lambda _, row: {str(getattr(row, name))}


def _country_of(column: str) -> Cell:
    def countries(dataset: Dataset, row: Record) -> set[str]:
        node_id = getattr(row, column)
        return {n.country_code for n in dataset.nodes if n.node_id == node_id}

    return countries


def _carrier_country(dataset: Dataset, row: Record) -> set[str]:
    carrier_id = getattr(row, "carrier_id", None)
    return {c.country_code for c in dataset.carriers if c.carrier_id == carrier_id}


def _countries_of_leg(dataset: Dataset, row: Record) -> set[str]:
    origin = _country_of("origin_node_id")(dataset, row)
    return origin | _country_of("destination_node_id")(dataset, row)


def _direction(dataset: Dataset, row: Record) -> set[str]:
    """``westbound`` or ``eastbound``, by the longitudes of both ends."""
    places = {n.node_id: n.longitude for n in dataset.nodes}
    start = places.get(getattr(row, "origin_node_id", ""))
    end = places.get(getattr(row, "destination_node_id", ""))
    if start is None or end is None:
        return set()
    return {"westbound" if end < start else "eastbound"}


_ENDS: dict[str, Cell] = {
    "from": _column("origin_node_id"),
    "to": _column("destination_node_id"),
    "direction": _direction,
}

KINDS: dict[str, Kind] = {
    "leg": Kind(
        "legs",
        ("capacity", "transit_days", "rate"),
        {
            "mode": _column("mode"),
            "carrier": _column("carrier_id"),
            "country": _countries_of_leg,
            **_ENDS,
        },
        can_close=True,
    ),
    "transfer": Kind(
        "transfers",
        ("capacity", "transit_days"),
        {
            "node": _column("node_id"),
            "carrier": _column("carrier_id"),
            "country": _country_of("node_id"),
        },
        can_close=True,
    ),
    "node": Kind(
        "nodes",
        ("capacity", "transit_days"),
        {"country": _column("country_code")},
        can_close=True,
    ),
    "resource": Kind(
        "resources",
        ("capacity", "run_cost"),
        {"measure": _column("measure")},
        can_close=True,
    ),
    "demand": Kind(
        "demands",
        ("volume", "unserved_price"),
        {
            "commodity": _column("commodity_id"),
            "from_country": _country_of("origin_node_id"),
            "to_country": _country_of("destination_node_id"),
            **_ENDS,
        },
    ),
    "commodity": Kind(
        "commodities", ("time_value",), {"class": _column("tariff_class")}
    ),
    "tariff": Kind(
        "tariffs",
        ("rate",),
        {"carrier": _column("carrier_id"), "country": _carrier_country},
    ),
    "rate": Kind("rates", ("amount",), {"tariff": _column("tariff_id")}),
    "currency": Kind("exchange_rates", ("rate",)),
    "carbon": Kind("dataset", ("price",), is_single=True),
}
"""Every kind of rows that changes are for."""

CLOSABLE = tuple(name for name, kind in KINDS.items() if kind.can_close)
"""Kinds of what can be closed and opened."""

ALIASES = {"port": "node"}
"""Other names of kinds."""


def target_of(text: str, *, has_quantity: bool, kinds: Collection[str] = ()) -> Target:
    """Read a target.

    Parameters
    ----------
    text
        What was written.
    has_quantity
        Whether it ends in a quantity, as what is set does and what is closed does not.
    kinds
        Kinds that are meant; none is all, or where it has no quantity all that can be
        closed.

    Raises
    ------
    UnusableChangeError
        When the kind, the quantity or a filter is unknown.
    """
    name, _, rest = text.strip().partition(".")
    kind_name = ALIASES.get(name, name)
    kind = KINDS.get(kind_name)
    if kind is None:
        raise _unknown(name, "kind", [*KINDS, *ALIASES])
    quantity = ""
    if has_quantity:
        rest, _, quantity = (
            rest.rpartition(".") if not kind.is_single else ("", "", rest)
        )
        if quantity not in kind.quantities:
            raise _unknown(quantity, f"quantity of a {kind_name}", kind.quantities)
    elif kind_name not in (kinds or CLOSABLE):
        what = "kind that is meant here" if kinds else "kind of what is closed"
        raise _unknown(name, what, kinds or CLOSABLE)
    if kind.is_single:
        return Target(kind_name, quantity=quantity)
    if not rest:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{text!r} selects nothing",
            f"write {kind_name}.ID, {kind_name}.* or {kind_name}.[column=value]",
        )
    return _selecting(kind_name, rest, quantity)


def _selecting(kind_name: str, selector: str, quantity: str) -> Target:
    if selector == EVERY:
        return Target(kind_name, quantity=quantity)
    found = _FILTERS.fullmatch(selector)
    if found is None:
        return Target(kind_name, selector, quantity=quantity)
    filters = {}
    for part in found[1].split(","):
        name, _, value = part.partition("=")
        known = {*KINDS[kind_name].filters, ID}
        if name.strip().removesuffix("!") not in known:
            raise _unknown(name.strip(), f"filter of a {kind_name}", known)
        filters[name.strip()] = value.strip()
    return Target(kind_name, filters=filters, quantity=quantity)


def _unknown(name: str, what: str, known: Iterable[str]) -> UnusableChangeError:
    known = sorted(known)
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return UnusableChangeError(
        ProblemCode.UNKNOWN_TARGET,
        f"{name!r} is no {what}",
        f"{hint}known are {', '.join(known)}",
    )
