"""What is wrong with what a caller gives."""

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from optimizer.errors.root import OptimizerError

if TYPE_CHECKING:
    from optimizer.domain.problems import Problem


class InvalidDatasetError(OptimizerError):
    """A dataset cannot be planned because of errors in its rows.

    Attributes
    ----------
    problems
        Everything found, errors and warnings.
    """

    reason: ClassVar[str] = "INVALID_DATASET"

    def __init__(self, problems: Sequence["Problem"]) -> None:
        errors = [p for p in problems if p.severity == "ERROR"]
        first = f", the first: {errors[0]}" if errors else ""
        noun = "error" if len(errors) == 1 else "errors"
        super().__init__(f"the dataset has {len(errors)} {noun}{first}")
        self.problems = tuple(problems)


class InvalidScenarioError(OptimizerError):
    """The changes of a scenario cannot be applied to its dataset.

    Attributes
    ----------
    scenario_id
        The scenario; empty where that could not be read.
    problems
        Everything found, each with the number of its change, from 1.
    """

    reason: ClassVar[str] = "INVALID_SCENARIO"

    def __init__(self, scenario_id: str, problems: Sequence["Problem"]) -> None:
        name = f" {scenario_id!r}" if scenario_id else ""
        noun = "problem" if len(problems) == 1 else "problems"
        first = f", the first: {problems[0]}" if problems else ""
        super().__init__(f"the scenario{name} has {len(problems)} {noun}{first}")
        self.scenario_id = scenario_id
        self.problems = tuple(problems)


class UnknownDatasetError(OptimizerError):
    """No stored dataset has the name.

    Attributes
    ----------
    name
        The name that was asked for.
    """

    reason: ClassVar[str] = "DATASET_NOT_FOUND"

    def __init__(self, name: str, known: Collection[str]) -> None:
        # The part that all names begin with makes none of them alike.
        ids = {each.rpartition("/")[2]: each for each in known}
        near = get_close_matches(name.rpartition("/")[2], ids, n=1, cutoff=0.5)
        hint = (
            f"did you mean {ids[near[0]]!r}?"
            if near
            else f"stored are {', '.join(sorted(known)) or 'none'}"
        )
        super().__init__(f"no dataset is stored as {name!r}; {hint}")
        self.name = name


class InvalidRequestError(OptimizerError):
    """A field of the request, outside the dataset, is missing or unusable.

    Attributes
    ----------
    field
        Path of the field in the request message.
    """

    reason: ClassVar[str] = "INVALID_REQUEST"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class UnknownRegimeError(OptimizerError):
    """A regime was asked for that the dataset does not have.

    Attributes
    ----------
    regime_id, known
        What was asked for, and the regimes of the dataset.
    """

    reason: ClassVar[str] = "UNKNOWN_REGIME"

    def __init__(self, regime_id: str, known: Sequence[str]) -> None:
        choices = ", ".join(map(repr, known)) or "none"
        super().__init__(f"the dataset has no regime {regime_id!r}; it has {choices}")
        self.regime_id = regime_id
        self.known = tuple(known)


class UnknownRowError(OptimizerError):
    """A row was asked for that the dataset does not have.

    Attributes
    ----------
    table, row_id
        What was asked for.
    """

    reason: ClassVar[str] = "UNKNOWN_ROW"

    def __init__(self, table: str, row_id: str, known: Collection[str]) -> None:
        near = get_close_matches(row_id, known, n=1, cutoff=0.5)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"it has {len(known)} other rows"
        )
        super().__init__(f"{table!r} of the dataset has no row {row_id!r}; {hint}")
        self.table = table
        self.row_id = row_id


class NoTariffInForceError(OptimizerError):
    """No tariff holds on the day that was asked for.

    Attributes
    ----------
    day
        The day, as in ISO 8601.
    last_day_before, first_day_after
        Nearest days on which one does, as in ISO 8601; empty where there is none.
    """

    reason: ClassVar[str] = "NO_TARIFF_IN_FORCE"

    def __init__(
        self,
        day: date,
        last_day_before: date | None,
        first_day_after: date | None,
        regime_id: str | None,
    ) -> None:
        days = [str(d) for d in (last_day_before, first_day_after) if d is not None]
        whose = "the dataset" if regime_id is None else f"the regime {regime_id!r}"
        near = f"; the nearest days with one: {', '.join(days)}" if days else ""
        super().__init__(f"no tariff of {whose} holds on {day}{near}")
        self.day = str(day)
        self.last_day_before = str(last_day_before or "")
        self.first_day_after = str(first_day_after or "")


class UndividedHaulError(OptimizerError):
    """The terms do not say how the charge of a haul is divided among its carriers.

    Attributes
    ----------
    tariff_id, entry_node_id, exit_node_id
        Haul that is charged for.
    """

    reason: ClassVar[str] = "UNDIVIDED_HAUL"

    def __init__(
        self, tariff_id: str, entry_node_id: str, exit_node_id: str, fault: str
    ) -> None:
        super().__init__(
            f"what {tariff_id!r} charges from {entry_node_id!r} to {exit_node_id!r} "
            f"cannot be divided: {fault}"
        )
        self.tariff_id = tariff_id
        self.entry_node_id = entry_node_id
        self.exit_node_id = exit_node_id
