"""What is uncertain, written down: YAML, or JSON, which is YAML too.

::

    uncertainty_id: storms
    title: Storms at Kuryk and growth
    changes:
      - split: MONTHS
    uncertain:
      - set: demand.*.volume
        multiply: triangular(0.9, 1, 1.3)
      - set: node.KZ_KUR.capacity
        multiply: storms(0.5, 5)
        periods: [2025-11, 2025-12]
        each: period
"""

from collections.abc import Mapping
from typing import Any

from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.scenarios import (
    AmountKind,
    Scenario,
    UnusableChangeError,
    target_of,
)
from optimizer.domain.uncertainty import (
    Each,
    UncertainNumber,
    Uncertainty,
    distribution_of,
)
from optimizer.errors import InvalidScenarioError
from optimizer.tables.scenario_files import CHANGES, read_changes
from optimizer.tables.text import shown
from optimizer.tables.yaml_documents import (
    document_of,
    entries_of,
    listed,
    problem_of,
    stem_of,
    text_of,
    unknown_members,
)

UNCERTAIN = "uncertain"
"""Member and name of the list of numbers."""

MEMBERS = ("uncertainty_id", "title", "description", CHANGES, UNCERTAIN)
"""What an uncertainty consists of."""

EFFECTS = {
    "to": AmountKind.SET,
    "add": AmountKind.ADD,
    "multiply": AmountKind.SCALE,
}
"""What can be done with what is drawn."""

ENTRY = ("set", *EFFECTS, "periods", "each", "note")
"""What an uncertain number consists of."""


def read_uncertainty(filename: str, content: bytes) -> Uncertainty:
    """Read what is uncertain.

    Parameters
    ----------
    filename
        What the content is called; without an id of its own the uncertainty takes it.
    content
        The bytes.

    Raises
    ------
    InvalidScenarioError
        When anything in it is wrong; it lists everything.
    """
    document = document_of(filename, content, UNCERTAIN)
    problems = list(unknown_members(document, MEMBERS, "an uncertainty"))
    changes, change_notes = (
        read_changes(document, problems) if CHANGES in document else ((), ())
    )
    numbers: list[UncertainNumber] = []
    notes: list[str] = []
    remedy = "write each number as '- set: ...' with 'multiply', 'add' or 'to'"
    entries = entries_of(document, UNCERTAIN, remedy, problems)
    for position, entry in enumerate(entries):
        try:
            numbers.append(_number(entry))
            notes.append(text_of(entry.get("note", "")) or text_of(entry["set"]))
        except UnusableChangeError as error:
            problems.append(problem_of(error, UNCERTAIN, position))
    if not entries and not problems:
        problems.append(_nothing())
    name = text_of(document.get("uncertainty_id", "")) or stem_of(filename)
    if problems:
        raise InvalidScenarioError(name, problems)
    before = Scenario(
        scenario_id=name,
        title=text_of(document.get("title", "")) or name,
        description=text_of(document.get("description", "")),
        changes=changes,
        notes=change_notes,
    )
    return Uncertainty(before, tuple(numbers), tuple(notes))


def _number(entry: Mapping[str, Any]) -> UncertainNumber:
    for name in entry:
        if name not in ENTRY:
            raise UnusableChangeError(
                ProblemCode.UNKNOWN_COLUMN,
                f"an uncertain number has no member {shown(name)!r}",
                f"its members are {', '.join(ENTRY)}",
            )
    if "set" not in entry:
        code, text = ProblemCode.MISSING_VALUE, "it does not say what to 'set'"
        raise UnusableChangeError(code, text, "add 'set', as in 'set: demand.*.volume'")
    effects = [name for name in entry if name in EFFECTS]
    if len(effects) != 1:
        raise UnusableChangeError(
            ProblemCode.MISSING_VALUE,
            f"it says {' and '.join(effects) or 'nothing'} of what is done with a draw",
            f"give one of {', '.join(EFFECTS)}, as in 'multiply: uniform(0.9, 1.1)'",
        )
    return UncertainNumber(
        target=target_of(text_of(entry["set"]), has_quantity=True),
        effect=EFFECTS[effects[0]],
        distribution=distribution_of(text_of(entry[effects[0]])),
        periods=tuple(map(text_of, listed(entry.get("periods", [])))),
        each=_each(text_of(entry.get("each", Each.DRAW.value))),
    )


def _each(text: str) -> Each:
    known = {each.value: each for each in Each}
    if text not in known:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"nothing of what is drawn is by {shown(text)!r}",
            f"give one of {', '.join(known)}",
        )
    return known[text]


def _nothing() -> Problem:
    return Problem(
        code=ProblemCode.MISSING_VALUE,
        column=UNCERTAIN,
        message="nothing is uncertain",
        remedy="add numbers below 'uncertain:'",
    )
