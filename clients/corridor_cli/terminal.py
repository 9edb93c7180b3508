"""Where output goes: results to standard output, everything else to standard error."""

import json
from collections.abc import Sequence
from typing import NoReturn

from rich.console import Console, RenderableType

from corridor_cli.exit_codes import ExitCode

UNBROKEN_WIDTH = 1_000_000
"""Columns of output that is no terminal: more than any line needs."""


class Terminal(Console):
    """A console that prints text as it is.

    Square brackets, numbers and colons in it have no meaning of their own. Where the
    output is no terminal, colors and other control sequences are left out, and lines
    are as wide as they need to be: what is cut in two cannot be searched for.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False)
        if not self.is_terminal:
            self.width = UNBROKEN_WIDTH

    def on_broken_pipe(self) -> NoReturn:
        """End quietly when whatever reads the output stops reading."""
        try:
            super().on_broken_pipe()
        finally:
            raise SystemExit(ExitCode.OUTPUT_CLOSED)


def standard_output() -> Terminal:
    """Return the console for results."""
    return Terminal()


def standard_error() -> Terminal:
    """Return the console for everything else."""
    return Terminal(stderr=True)


def print_json(members: dict[str, object]) -> None:
    """Print one JSON object on standard output."""
    _write(standard_output(), json.dumps(members, indent=2, allow_nan=False) + "\n")


def print_blocks(blocks: Sequence[RenderableType], terminal: Terminal) -> None:
    """Print the blocks of a report, a blank line between them."""
    with terminal.capture() as capture:
        for number, block in enumerate(blocks):
            if number:
                terminal.print()
            terminal.print(block)
    text = capture.get()
    if not terminal.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    _write(terminal, text)


def plain(text: str) -> str:
    """Replace what a terminal would take as a command, so that it shows as text."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def _write(terminal: Terminal, text: str) -> None:
    try:
        terminal.file.write(text)
        terminal.file.flush()
    except BrokenPipeError:
        terminal.on_broken_pipe()
