"""Scenarios and uncertainties, whole but for a few words, or hardly YAML."""

from collections.abc import Callable
from random import Random

from reliability.fuzzing.damaged_bytes import flipped, truncated
from reliability.fuzzing.hostile_values import hostile_text
from reliability.fuzzing.shipped import scenario_files, uncertainty_files

_NAMES = ("x.yaml", "", "../x.yaml", "\u202e.yaml", "x" * 3000, "x\0y.yaml")

_TAGS = (
    "!!int abc",
    "!!float abc",
    "!!bool abc",
    "!!timestamp abc",
    "!!binary \u0436",
    "!!set {a, b}",
    "!!omap [a]",
    "!!pairs [a: 1]",
    "!!null abc",
    "!!str [a]",
    "!!map [a]",
    "!!python/object/apply:os.system ['true']",
    "!unknown x",
    "!!merge x",
)

_VALUES = (
    "~",
    "[]",
    "{}",
    "[[[]]]",
    "{a: {b: c}}",
    "[1, [2, {c: d}]]",
    "true",
    "0x1F",
    "1e999",
    ".nan",
    "-.inf",
    "2025-02-30",
    "2025-01-01T00:00:00Z",
    "? [a, b]",
    "&a [*a]",
    "*unknown",
    "<<: *x",
    "'",
    '"\\ud800"',
    "|",
    "@",
    "%YAML 9.9",
    *_TAGS,
)
"""What may stand where a word is expected, as YAML."""

_MEMBERS = (
    "scenario_id",
    "uncertainty_id",
    "title",
    "description",
    "changes",
    "uncertain",
    "contracts",
    "set",
    "to",
    "by",
    "add",
    "multiply",
    "book",
    "price",
    "spot",
    "periods",
    "each",
    "note",
    "split",
    "put",
    "remove",
    "close",
    "<<",
    "unknown",
)


def hostile_document(draw: Random) -> tuple[str, bytes]:
    """Draw a document: its name and its content."""
    content = draw.choice(_KINDS)(draw)
    return draw.choice(_NAMES), content[: 2**21]


def shipped_document(draw: Random) -> bytes:
    """Draw a document that is shipped."""
    return draw.choice((*scenario_files(), *uncertainty_files())).read_bytes()


def _damaged(draw: Random) -> bytes:
    return draw.choice((truncated, flipped))(shipped_document(draw), b"", draw)


def _edited(draw: Random) -> bytes:
    """Put other words in the place of those behind a colon."""
    lines = shipped_document(draw).decode().split("\n")
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(lines))
        name, colon, _ = lines[place].rpartition(":")
        if colon:
            lines[place] = f"{name}: {_value(draw)}"
    return "\n".join(lines).encode(errors="replace")


def _value(draw: Random) -> str:
    if draw.random() < 0.5:
        return draw.choice(_VALUES)
    text = hostile_text(draw)
    return "'" + text.replace("'", "''") + "'" if draw.random() < 0.7 else text


def _made_up(draw: Random) -> bytes:
    """Write members in any order, with anything as their values."""
    lines = [
        f"{draw.choice(_MEMBERS)}: {_value(draw)}" for _ in range(draw.randint(0, 3))
    ]
    lines.append(draw.choice(("changes:", "uncertain:", "contracts:")))
    for _ in range(draw.randint(0, 4)):
        inner = (f"{draw.choice(_MEMBERS)}: {_value(draw)}" for _ in range(2))
        lines.append("  - " + "\n    ".join(inner))
    return "\n".join(lines).encode(errors="replace")


def laughs(levels: int) -> bytes:
    """Write lists of lists that hold one thing ten to the power of the levels times."""
    lines = ["changes: []", "a0: &a0 [lol]"]
    for level in range(1, levels):
        inner = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{inner}]")
    return "\n".join(lines).encode()


def _bombed(draw: Random) -> bytes:
    """Write documents that grow as they are read."""
    merged = ["a0: &a0 {k0: v}"]
    merged += [
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 9)
    ]
    return draw.choice(
        (
            laughs(9),
            laughs(9) + b"\nscenario_id: *a8\ntitle: *a8\nuncertainty_id: *a8",
            laughs(9) + b"\nuncertain: [{set: *a8, to: *a8}]",
            laughs(9).replace(b"changes: []", b"") + b"\nchanges: *a8",
            laughs(9).replace(b"changes: []", b"") + b"\nchanges: [{set: *a8, to: 1}]",
            laughs(9).replace(b"changes: []", b"") + b"\nchanges: [{put: *a8}]",
            "\n".join(merged).encode() + b"\nchanges: [*a8]",
            b"changes: &a [*a]",
            b"changes: &a [{put: *a}]",
            b"changes: &a [{set: x, to: *a, note: *a}]",
            b"&a {changes: [*a], *a : x}",
        )
    )


def _deep(draw: Random) -> bytes:
    count = draw.choice((100, 1000, 50_000))
    return draw.choice(
        (
            b"changes: " + b"[" * count,
            b"changes: " + b"[" * count + b"]" * count,
            b"changes: " + b"{a: " * count + b"}" * count,
            b"changes:\n" + b"- " * count,
            b"? " * count,
        )
    )


def _many(draw: Random) -> bytes:
    entry = b"  - {set: demand.*.volume, to: x1.0001}\n"
    return draw.choice((b"changes:\n", b"uncertain:\n")) + entry * draw.choice(
        (190, 9000)
    )


_KINDS: tuple[Callable[[Random], bytes], ...] = (
    shipped_document,
    _damaged,
    _edited,
    _edited,
    _edited,
    _made_up,
    _made_up,
    _bombed,
    _deep,
    _many,
)
