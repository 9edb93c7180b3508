"""From bytes to text, as planners' programs save it."""

import reprlib

from optimizer.domain.problems import ProblemCode
from optimizer.tables.cells import CellError

SHOWN_CHARACTERS = 80
"""Most characters of an offending value that a problem repeats."""

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableTextError(CellError):
    """Bytes are not the text that they should be."""

    def __init__(self, detail: str, form: str) -> None:
        super().__init__(
            ProblemCode.UNREADABLE_TEXT,
            f"it cannot be read as {form}: {detail}",
            f"write valid {form} and save it in UTF-8, "
            "which spreadsheet programs call CSV UTF-8"
            if form == "CSV"
            else f"write valid {form} and save it in UTF-8",
        )


def decoded(content: bytes, form: str) -> str:
    """Decode UTF-8 with or without byte order mark, or UTF-16 with one.

    Parameters
    ----------
    content
        The bytes.
    form
        What they should be, for messages, such as ``CSV``.

    Raises
    ------
    UnreadableTextError
        When they are not text in that sense.
    """
    is_utf_16 = content[:2] in _UTF_16_MARKS
    try:
        text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if is_utf_16 else "UTF-8"
        read = content[: error.start]
        line = read.decode(error.encoding, errors="ignore").count("\n") + 1
        detail = f"byte {error.start}, in line {line}, is not valid {encoding}"
        raise UnreadableTextError(detail, form) from error
    if "\0" in text:
        detail = "it holds a zero byte"
        raise UnreadableTextError(detail, form)
    return text


def shown(value: object) -> str:
    """Return an offending value as a problem repeats it: short, and valid Unicode."""
    is_nested = isinstance(value, list | dict)
    text = reprlib.repr(value) if is_nested else str(value)
    return text[:SHOWN_CHARACTERS].encode(errors="replace").decode()
