"""Documents in YAML, or JSON, which is YAML too: lists of things said about a dataset."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import yaml

from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.scenarios import UnusableChangeError
from optimizer.errors import InvalidScenarioError
from optimizer.tables.text import UnreadableTextError, decoded, shown

BYTES_LIMIT = 2**20
"""Most bytes of a document."""

MOST_CHANGES = 200
"""Most entries of a list."""


UNFOLDED_LIMIT = 500_000
"""Most values of a document, where what it refers to counts each time."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""What only escapes can write, and nothing can send."""

_MISFITS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What PyYAML lets through where a value is not of the kind that its tag says."""


class _Loader(yaml.SafeLoader):
    """Reads numbers and days as the texts that they are written as.

    A short document can refer to itself, or unfold to more than any memory holds; so its
    values are counted before they are made.
    """

    def get_single_data(self) -> object:
        """Return what the document says."""
        node = self.get_single_node()
        if node is None:
            return None
        if _unfolded(node, {}) > UNFOLDED_LIMIT:
            what = f"it unfolds to more than {UNFOLDED_LIMIT:,} values"
            raise _fault(what, node)
        return self.construct_document(node)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:  # noqa: FBT001, FBT002 - as PyYAML has it
        """Return what a part of the document says."""
        try:
            return super().construct_object(node, deep=deep)
        except _MISFITS as error:
            what = f"a value is no {shown(node.tag.rpartition(':')[2])}"
            raise _fault(what, node) from error


def _unfolded(node: yaml.Node, known: dict[yaml.Node, int | None]) -> int:
    """Count the values in a part of a document.

    Parameters
    ----------
    node
        The part.
    known
        Counts of the parts that were seen; None for those that are being counted.

    Raises
    ------
    yaml.constructor.ConstructorError
        When a part contains itself, or a text is none.
    """
    if isinstance(node, yaml.ScalarNode):
        if _HALF_CHARACTER.search(node.value):
            what = "a text holds half a character"
            raise _fault(what, node)
        return 1
    if node not in known:
        known[node] = None
        is_map = isinstance(node, yaml.MappingNode)
        parts = chain.from_iterable(node.value) if is_map else node.value
        known[node] = 1 + sum(_unfolded(part, known) for part in parts)
    count = known[node]
    if count is None:
        what = "a value contains itself"
        raise _fault(what, node)
    return count


def _fault(what: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, what, node.start_mark)


_READ_AS_TEXT = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")
)

_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in _READ_AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def stem_of(filename: str) -> str:
    """Return the name of a file without folders and ending."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] or "scenario"


def document_of(filename: str, content: bytes, member: str) -> Mapping[str, Any]:
    """Read a document.

    Parameters
    ----------
    filename
        What the content is called.
    content
        The bytes.
    member
        Member that it has above all.

    Raises
    ------
    InvalidScenarioError
        When it is no mapping, or cannot be read at all.
    """
    if len(content) > BYTES_LIMIT:
        text = f"it has {len(content):,} bytes, more than {BYTES_LIMIT:,}"
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
        text = f"it is no mapping with the member {member!r}"
        raise _unreadable(filename, text, f"write '{member}:' and a list below it")
    return document


def _unreadable(filename: str, message: str, remedy: str) -> InvalidScenarioError:
    problem = Problem(
        code=ProblemCode.UNREADABLE_TEXT,
        message=f"{filename} cannot be read: {message}",
        remedy=remedy,
    )
    return InvalidScenarioError(stem_of(filename), [problem])


def unknown_members(
    document: Mapping[str, Any], members: Sequence[str], what: str
) -> Iterator[Problem]:
    """Yield a problem for each member that a document of some kind cannot have."""
    for name in document:
        if name not in members:
            yield Problem(
                code=ProblemCode.UNKNOWN_COLUMN,
                value=shown(name),
                message=f"{what} has no member {shown(name)!r}",
                remedy=f"its members are {', '.join(members)}",
            )


def entries_of(
    document: Mapping[str, Any], member: str, remedy: str, problems: list[Problem]
) -> list[Mapping[str, Any]]:
    """Return the entries of a list of mappings; none, with a problem, where it is none.

    Parameters
    ----------
    document
        Where it stands.
    member
        What it is called.
    remedy
        How its entries are written.
    problems
        Where the problem is put.
    """
    entries = document.get(member)
    is_list = isinstance(entries, list) and all(isinstance(e, dict) for e in entries)
    if not is_list or not isinstance(entries, list):
        problem = Problem(
            code=ProblemCode.MISSING_VALUE,
            column=member,
            message=f"{member!r} is no list of mappings",
            remedy=remedy,
        )
        problems.append(problem)
        return []
    if len(entries) > MOST_CHANGES:
        problem = Problem(
            code=ProblemCode.TOO_LARGE,
            column=member,
            message=f"there are {len(entries):,} {member}, more than {MOST_CHANGES}",
            remedy="select many rows at once, as in leg.[carrier=ktz]",
        )
        problems.append(problem)
        return []
    return entries


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever was written
    """Return a list as it is, and anything else as the one entry of a list."""
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str:  # noqa: ANN401 - whatever was written
    """Return a text without the spaces around it.

    Raises
    ------
    UnusableChangeError
        When it is no text.
    """
    if isinstance(value, str):
        return value.strip()
    code = ProblemCode.BAD_FORMAT
    raise UnusableChangeError(
        code, f"{shown(value)} is no text", "write one word or number"
    )


def text_in(document: Mapping[str, Any], member: str, problems: list[Problem]) -> str:
    """Return a text of a document; none, with a problem, where it is something else."""
    try:
        return text_of(document.get(member, ""))
    except UnusableChangeError as error:
        problem = Problem(
            code=error.code, column=member, message=error.message, remedy=error.remedy
        )
        problems.append(problem)
        return ""


def problem_of(error: UnusableChangeError, table: str, position: int) -> Problem:
    """Say what is wrong with an entry of a list."""
    return Problem(
        code=error.code,
        table=table,
        row=position + 1,
        message=error.message,
        remedy=error.remedy,
    )
