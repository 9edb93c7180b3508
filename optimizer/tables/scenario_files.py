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

import yaml

from optimizer.domain.dataset import ROW_TABLES
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.domain.record import Record
from optimizer.domain.scenarios import (
    Change,
    Close,
    Forbid,
    Open,
    PutRows,
    Reserve,
    Scenario,
    SetQuantity,
    SplitCalendar,
    SwitchRegime,
    UnusableChangeError,
    amount_of,
    target_of,
)
from optimizer.errors import InvalidScenarioError
from optimizer.tables.cells import CellReader, Raw
from optimizer.tables.rows import RawRow, read_row
from optimizer.tables.text import UnreadableTextError, decoded, shown

SCENARIO_BYTES_LIMIT = 2**20
"""Most bytes of a scenario."""

MOST_CHANGES = 200
"""Most changes of a scenario."""

MEMBERS = ("scenario_id", "title", "description", "changes")
"""What a scenario consists of."""

ACTIONS = {
    "set": ("to", "periods"),
    "close": ("periods",),
    "open": ("periods",),
    "forbid": ("for",),
    "reserve": ("for",),
    "regime": (),
    "put": (),
    "split": (),
}
"""What a change does, and what else it may say beside a note."""

_MONTHS = "MONTHS"
_WAYS = ("leg", "node")
"""Kinds of what demands can be forbidden."""


class _Loader(yaml.SafeLoader):
    """Reads numbers and days as the texts that they are written as."""


_READ_AS_TEXT = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")
)

_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in _READ_AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


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
    document = _document(filename, content)
    problems = list(_unknown_members(document))
    changes: list[Change] = []
    notes: list[str] = []
    for position, entry in enumerate(_changes_in(document, problems)):
        try:
            changes.append(_change(entry, position, problems))
            notes.append(_text(entry.get("note", "")) or _summary(entry))
        except UnusableChangeError as error:
            problems.append(_problem(error, position))
    scenario_id = _text(document.get("scenario_id", "")) or _stem(filename)
    if problems:
        raise InvalidScenarioError(scenario_id, problems)
    return Scenario(
        scenario_id=scenario_id,
        title=_text(document.get("title", "")) or scenario_id,
        description=_text(document.get("description", "")),
        changes=tuple(changes),
        notes=tuple(notes),
    )


def _stem(filename: str) -> str:
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] or "scenario"


def _document(filename: str, content: bytes) -> Mapping[str, Any]:
    if len(content) > SCENARIO_BYTES_LIMIT:
        text = f"it has {len(content):,} bytes, more than {SCENARIO_BYTES_LIMIT:,}"
        raise _unreadable(filename, text, "split it")
    try:
        document = yaml.load(decoded(content, "YAML"), _Loader)  # noqa: S506 - a safe one
    except UnreadableTextError as error:
        raise _unreadable(filename, error.message, error.remedy) from error
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = "" if where is None else f" in line {where.line + 1}"
        what = getattr(error, "problem", None) or "it is nested too deep"
        raise _unreadable(filename, f"{what}{line}", "correct it") from error
    if not isinstance(document, dict):
        text = "it is no mapping with the member 'changes'"
        raise _unreadable(filename, text, "write 'changes:' and a list below it")
    return document


def _unreadable(filename: str, message: str, remedy: str) -> InvalidScenarioError:
    problem = Problem(
        code=ProblemCode.UNREADABLE_TEXT,
        message=f"{filename} cannot be read: {message}",
        remedy=remedy,
    )
    return InvalidScenarioError(_stem(filename), [problem])


def _unknown_members(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in document:
        if name not in MEMBERS:
            yield Problem(
                code=ProblemCode.UNKNOWN_COLUMN,
                value=shown(name),
                message=f"a scenario has no member {shown(name)!r}",
                remedy=f"its members are {', '.join(MEMBERS)}",
            )


def _changes_in(
    document: Mapping[str, Any], problems: list[Problem]
) -> list[Mapping[str, Any]]:
    entries = document.get("changes")
    is_list = isinstance(entries, list) and all(isinstance(e, dict) for e in entries)
    if not is_list or not isinstance(entries, list):
        problem = Problem(
            code=ProblemCode.MISSING_VALUE,
            column="changes",
            message="'changes' is no list of mappings",
            remedy="write each change as '- set: ...', '- close: ...' and so on",
        )
        problems.append(problem)
        return []
    if len(entries) > MOST_CHANGES:
        problem = Problem(
            code=ProblemCode.TOO_LARGE,
            column="changes",
            message=f"there are {len(entries):,} changes, more than {MOST_CHANGES}",
            remedy="select many rows at once, as in leg.[carrier=ktz]",
        )
        problems.append(problem)
        return []
    return entries


def _change(entry: Mapping[str, Any], position: int, problems: list[Problem]) -> Change:
    """Read one change; problems of rows that it puts are noted one by one."""
    action = _action(entry)
    periods = tuple(map(_text, _listed(entry.get("periods", []))))
    match action:
        case "set":
            if "to" not in entry:
                code = ProblemCode.MISSING_VALUE
                text = "it does not say 'to' what"
                raise UnusableChangeError(code, text, "add 'to', as in 'to: +30%'")
            target = target_of(_text(entry["set"]), has_quantity=True)
            return SetQuantity(target, amount_of(_text(entry["to"])), periods)
        case "close" | "open":
            target = target_of(_text(entry[action]), has_quantity=False)
            return (Close if action == "close" else Open)(target, periods)
        case "forbid" | "reserve":
            return _rule(action, entry)
        case "regime":
            return SwitchRegime(_text(entry["regime"]))
        case "split":
            return SplitCalendar(_days(entry["split"]))
        case _:
            return PutRows(tuple(_rows(entry["put"], position, problems)))


def _rule(action: str, entry: Mapping[str, Any]) -> Forbid | Reserve:
    if "for" not in entry:
        code, text = ProblemCode.MISSING_VALUE, "it does not say 'for' which demands"
        raise UnusableChangeError(code, text, "add 'for', as in 'for: demand.ID'")
    target = target_of(_text(entry[action]), has_quantity=False, kinds=_WAYS)
    demands = target_of(_text(entry["for"]), has_quantity=False, kinds=("demand",))
    return (Forbid if action == "forbid" else Reserve)(target, demands)


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
    return [_text(entry) for entry in value] if isinstance(value, list) else value


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever was written
    return value if isinstance(value, list) else [value]


def _days(value: Any) -> tuple[date, ...]:  # noqa: ANN401 - whatever was written
    texts = [_text(entry) for entry in _listed(value)]
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


def _text(value: Any) -> str:  # noqa: ANN401 - whatever was written
    if isinstance(value, str):
        return value.strip()
    code = ProblemCode.BAD_FORMAT
    raise UnusableChangeError(
        code, f"{shown(value)} is no text", "write one word or number"
    )


def _summary(entry: Mapping[str, Any]) -> str:
    """Write a change as it was written, in one line."""
    parts = [
        f"{name} {', '.join(map(str, _listed(value)))}"
        for name, value in entry.items()
        if name != "put"
    ]
    tables = entry.get("put")
    if isinstance(tables, dict):
        parts.append(
            "put " + ", ".join(f"{len(rows)} {name}" for name, rows in tables.items())
        )
    return " ".join(parts)


def _problem(error: UnusableChangeError, position: int) -> Problem:
    return Problem(
        code=error.code,
        table="changes",
        row=position + 1,
        message=error.message,
        remedy=error.remedy,
    )
