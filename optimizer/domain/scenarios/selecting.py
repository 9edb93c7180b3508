"""Which rows and periods a change is for."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase

from optimizer.domain.calendar import Period
from optimizer.domain.dataset import TABLES, Dataset
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.targets import ID, KINDS, Target


def selected(dataset: Dataset, target: Target) -> tuple[Record, ...]:
    """Return the rows that a target selects, at least one.

    Raises
    ------
    UnusableChangeError
        When there is none.
    """
    kind = KINDS[target.kind]
    rows = dataset.rows(kind.table)
    if target.row_id is not None:
        column = TABLES[kind.table].key[0]
        named = tuple(
            r for r in rows if fnmatchcase(str(getattr(r, column)), target.row_id)
        )
        if not named:
            raise _no_row(target, [str(getattr(row, column)) for row in rows])
        return named
    fitting = tuple(row for row in rows if _fits(dataset, target, row))
    if not fitting:
        raise _nothing_fits(dataset, target)
    return fitting


def _fits(dataset: Dataset, target: Target, row: Record) -> bool:
    return all(
        _has(dataset, target.kind, row, name.removesuffix("!"), pattern)
        is not name.endswith("!")
        for name, pattern in target.filters.items()
    )


def _has(dataset: Dataset, kind: str, row: Record, name: str, pattern: str) -> bool:
    texts = _texts(dataset, kind, row, name)
    return any(fnmatchcase(text, pattern) for text in texts)


def _texts(dataset: Dataset, kind: str, row: Record, name: str) -> set[str]:
    """Return what a row has where a filter looks."""
    if name == ID:
        return {str(getattr(row, TABLES[KINDS[kind].table].key[0]))}
    return KINDS[kind].filters[name](dataset, row)


def _no_row(target: Target, known: Sequence[str]) -> UnusableChangeError:
    near = _nearest(target.row_id or "", known)
    table = KINDS[target.kind].table
    return UnusableChangeError(
        ProblemCode.NOTHING_SELECTED,
        f"{table!r} has no row {target.row_id!r}",
        f"did you mean {near!r}?"
        if near
        else f"name one of {table!r}, or select by [...]",
    )


def _nothing_fits(dataset: Dataset, target: Target) -> UnusableChangeError:
    kind = KINDS[target.kind]
    rows = dataset.rows(kind.table)
    for filter_name, value in target.filters.items():
        name = filter_name.removesuffix("!")
        found = {v for row in rows for v in _texts(dataset, target.kind, row, name)}
        known = sorted(found)
        if not any(fnmatchcase(text, value) for text in known):
            near = _nearest(value, known)
            hint = (
                f"did you mean {near!r}?"
                if near
                else f"known are {', '.join(known[:12])}"
            )
            return UnusableChangeError(
                ProblemCode.NOTHING_SELECTED,
                f"no {target.kind} has {name} {value!r}",
                hint,
            )
    return UnusableChangeError(
        ProblemCode.NOTHING_SELECTED,
        f"{target} selects no {target.kind}",
        "leave out one of its conditions",
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    by_folded = {text.casefold(): text for text in known}
    near = get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.5)
    if near:
        return by_folded[near[0]]
    inside = [text for text in known if name.casefold() in text.casefold()]
    return inside[0] if inside else ""


def selected_periods(dataset: Dataset, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the periods that are named; none where none is.

    Parameters
    ----------
    dataset
        Its calendar.
    names
        Ids, months as ``2025-12`` or days as ``2025-12-08``, which must be whole
        periods of the calendar: a month may hold several.

    Raises
    ------
    UnusableChangeError
        When a name fits no period, or only a part of one.
    """
    calendar = dataset.calendar()
    found = [period_id for name in names for period_id in _named(calendar, name)]
    return tuple(dict.fromkeys(found))


def _named(calendar: Sequence[Period], name: str) -> list[str]:
    ids = [period.period_id for period in calendar]
    if name in ids:
        return [name]
    inside = [p.period_id for p in calendar if _is_inside(p, name)]
    beyond = [p for p in calendar if _overlaps(p, name) and p.period_id not in inside]
    if inside and not beyond:
        return inside
    if beyond:
        raise UnusableChangeError(
            ProblemCode.AMBIGUOUS_TARGET,
            f"the period {beyond[0].period_id!r} is only in part in {name!r}",
            "split the calendar first, by days or into months",
        )
    raise UnusableChangeError(
        ProblemCode.NOTHING_SELECTED,
        f"the calendar has no period {name!r}",
        f"name one of {', '.join(ids[:12])}",
    )


def _is_inside(period: Period, name: str) -> bool:
    days = (period.start_date.isoformat(), period.end_date.isoformat())
    return len(name) in (7, 10) and all(day.startswith(name) for day in days)


def _overlaps(period: Period, name: str) -> bool:
    try:
        first = date.fromisoformat(name if len(name) > 7 else f"{name}-01")
    except ValueError:
        return False
    if len(name) > 7:
        return period.start_date <= first <= period.end_date
    ends = (period.start_date.isoformat()[:7], period.end_date.isoformat()[:7])
    return ends[0] <= name <= ends[1]
