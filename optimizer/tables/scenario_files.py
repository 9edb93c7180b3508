"""Scenarios written down: YAML, or JSON, which is YAML too.

::

    scenario_id: second-ferry
    title: A second ferry at Kuryk
    changes:
      - set: resource.kuryk-wagons-westbound.capacity
        to: +30%
      - close: node.KZ_AKT
        periods: [2025-12]
      - regime: unified
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from optimizer.domain.dataset import ROW_TABLES
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.record import Record
from optimizer.domain.scenarios import (
    Amount,
    Change,
    Close,
    Fix,
    Forbid,
    Open,
    PutRows,
    Require,
    Reserve,
    Scenario,
    SetQuantity,
    SplitCalendar,
    SwitchRegime,
    Target,
    UnusableChangeError,
    amount_of,
    target_of,
)
from optimizer.errors import InvalidScenarioError
from optimizer.tables.cells import CellReader, Raw
from optimizer.tables.rows import RawRow, read_row
from optimizer.tables.text import shown
from optimizer.tables.yaml_documents import (
    document_of,
    entries_of,
    listed,
    problem_of,
    stem_of,
    text_in,
    text_of,
    unknown_members,
)

CHANGES = "changes"
"""Member and name of the list of changes."""

MEMBERS = ("scenario_id", "title", "description", "changes")
"""What a scenario consists of."""

ACTIONS = {
    "set": ("to", "periods"),
    "close": ("periods",),
    "open": ("periods",),
    "forbid": ("for",),
    "reserve": ("for",),
    "require": ("for",),
    "fix": ("for", "to", "rest_avoids"),
    "regime": (),
    "put": (),
    "split": (),
}
"""What a change does, and what else it may say beside a note."""

_MONTHS = "MONTHS"
_WAYS = ("leg", "node")
"""Kinds of what demands can be forbidden."""


def read_scenario(filename: str, content: bytes) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    filename
        What the content is called; without an id of its own the scenario takes it.
    content
        The bytes.

    Raises
    ------
    InvalidScenarioError
        When anything in it is wrong; it lists everything.
    """
    document = document_of(filename, content, CHANGES)
    problems = list(unknown_members(document, MEMBERS, "a scenario"))
    changes, notes = read_changes(document, problems)
    scenario_id = text_in(document, "scenario_id", problems) or stem_of(filename)
    title = text_in(document, "title", problems) or scenario_id
    description = text_in(document, "description", problems)
    if problems:
        raise InvalidScenarioError(scenario_id, problems)
    return Scenario(
        scenario_id=scenario_id,
        title=title,
        description=description,
        changes=changes,
        notes=notes,
    )


def read_changes(
    document: Mapping[str, Any], problems: list[Problem]
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Read the changes of a document, and what each stands for.

    Parameters
    ----------
    document
        What has them for its member ``changes``.
    problems
        Where problems are put; what is read is then not complete.
    """
    changes: list[Change] = []
    notes: list[str] = []
    remedy = "write each change as '- set: ...', '- close: ...' and so on"
    for position, entry in enumerate(entries_of(document, CHANGES, remedy, problems)):
        try:
            changes.append(_change(entry, position, problems))
            notes.append(text_of(entry.get("note", "")) or summary_of(entry))
        except UnusableChangeError as error:
            problems.append(problem_of(error, CHANGES, position))
    return tuple(changes), tuple(notes)


def _change(entry: Mapping[str, Any], position: int, problems: list[Problem]) -> Change:
    """Read one change; problems of rows that it puts are noted one by one."""
    action = _action(entry)
    periods = tuple(map(text_of, listed(entry.get("periods", []))))
    match action:
        case "set":
            target = target_of(text_of(entry["set"]), has_quantity=True)
            return SetQuantity(target, _amount(entry, "+30%"), periods)
        case "close" | "open":
            target = target_of(text_of(entry[action]), has_quantity=False)
            return (Close if action == "close" else Open)(target, periods)
        case "forbid" | "reserve" | "require" | "fix":
            return _rule(action, entry)
        case "regime":
            return SwitchRegime(text_of(entry["regime"]))
        case "split":
            return SplitCalendar(_days(entry["split"]))
        case _:
            return PutRows(tuple(_rows(entry["put"], position, problems)))


def _amount(entry: Mapping[str, Any], example: str) -> Amount:
    if "to" not in entry:
        code, text = ProblemCode.MISSING_VALUE, "it does not say 'to' what"
        raise UnusableChangeError(code, text, f"add 'to', as in 'to: {example}'")
    return amount_of(text_of(entry["to"]))


def _rule(action: str, entry: Mapping[str, Any]) -> Forbid | Reserve | Require | Fix:
    if "for" not in entry:
        code, text = ProblemCode.MISSING_VALUE, "it does not say 'for' which demands"
        raise UnusableChangeError(code, text, "add 'for', as in 'for: demand.ID'")
    demands = target_of(text_of(entry["for"]), has_quantity=False, kinds=("demand",))
    if action == "fix":
        amount, avoided = _amount(entry, "x0.5"), entry.get("rest_avoids", [])
        return Fix(_ways(entry[action]), demands, amount, _ways(avoided))
    if action == "require":
        return Require(_ways(entry[action]), demands)
    target = target_of(text_of(entry[action]), has_quantity=False, kinds=_WAYS)
    return (Forbid if action == "forbid" else Reserve)(target, demands)


def _ways(written: Any) -> tuple[Target, ...]:  # noqa: ANN401 - whatever was written
    texts = map(text_of, listed(written))
    return tuple(target_of(t, has_quantity=False, kinds=_WAYS) for t in texts)


def _action(entry: Mapping[str, Any]) -> str:
    actions = [name for name in entry if name in ACTIONS]
    if len(actions) != 1:
        raise UnusableChangeError(
            ProblemCode.UNKNOWN_TARGET,
            f"it says {' and '.join(actions) or 'nothing'} of what a change can do",
            f"give one of {', '.join(ACTIONS)}",
        )
    allowed = {actions[0], "note", *ACTIONS[actions[0]]}
    for name in entry:
        if name not in allowed:
            raise UnusableChangeError(
                ProblemCode.UNKNOWN_COLUMN,
                f"{shown(name)!r} does not go with {actions[0]!r}",
                f"it takes {', '.join(sorted(allowed))}",
            )
    return actions[0]


def _rows(tables: Any, position: int, problems: list[Problem]) -> Iterator[Record]:  # noqa: ANN401 - whatever was written
    if not isinstance(tables, dict):
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            "'put' is no mapping of tables to rows",
            "write the table's name and below it a list of rows",
        )
    for name, rows in tables.items():
        table = ROW_TABLES.get(name)
        if table is None or not isinstance(rows, list):
            raise UnusableChangeError(
                ProblemCode.UNKNOWN_TABLE,
                f"{shown(name)!r} is no table with a list of rows",
                f"tables are {', '.join(ROW_TABLES)}",
            )
        for cells in rows:
            raw = {k: _cell(v) for k, v in _mapping(cells).items()}
            read = read_row(table, RawRow(position + 1, raw), CellReader())
            problems += [p for p in read.problems if p.severity is Severity.ERROR]
            if read.record is not None:
                yield read.record


def _mapping(cells: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was written
    if isinstance(cells, dict) and all(isinstance(name, str) for name in cells):
        return cells
    code, text = ProblemCode.BAD_FORMAT, "a row is no mapping of columns to values"
    raise UnusableChangeError(code, text, "write 'column: value' for each column")


def _cell(value: Any) -> Raw:  # noqa: ANN401 - whatever was written
    return [text_of(entry) for entry in value] if isinstance(value, list) else value


def _days(value: Any) -> tuple[date, ...]:  # noqa: ANN401 - whatever was written
    texts = [text_of(entry) for entry in listed(value)]
    if texts == [_MONTHS]:
        return ()
    try:
        return tuple(map(date.fromisoformat, texts))
    except ValueError as error:
        raise UnusableChangeError(
            ProblemCode.NOT_A_DATE,
            f"{', '.join(texts)!r} are no days",
            f"write {_MONTHS}, or first days of new periods such as [2025-12-08]",
        ) from error


def summary_of(entry: Mapping[str, Any]) -> str:
    """Write a change as it was written, in one line."""
    parts = [
        f"{name} {', '.join(map(str, listed(value)))}"
        for name, value in entry.items()
        if name != "put"
    ]
    tables = entry.get("put")
    if isinstance(tables, dict):
        parts.append(
            "put " + ", ".join(f"{len(rows)} {name}" for name, rows in tables.items())
        )
    return " ".join(parts)
