"""What the cells of a column have to look like, in words."""

import re
import unicodedata

from pydantic_core import ErrorDetails

_LETTERS_OF_IDS = re.compile(r"[A-Za-z0-9._-]")

_FORMS = {
    r"^[A-Za-z0-9._-]{1,64}$": "1 to 64 Latin letters, digits, '.', '_' or '-', without spaces",
    r"^[A-Z]{2}$": "a country's two capital letters by ISO 3166-1, such as KZ",
    r"^[A-Z]{3}$": "a currency's three capital letters by ISO 4217, such as USD",
    r"^[A-Z]{2}[A-Z2-9]{3}$": "the five letters and digits of a UN/LOCODE, such as AZBAK",
    r"^[0-9]{2,8}$": "2 to 8 digits",
    r"^[0-9]{1,8}$": "1 to 8 digits",
    r"^[^\x00]*$": "a text without the character NUL",
}
"""What each pattern of the columns asks for."""


def misfit_of(detail: ErrorDetails) -> tuple[str, str] | None:
    """Say what is wrong with the form of a cell, and what would mend it.

    Parameters
    ----------
    detail
        What pydantic complains of.

    Returns
    -------
    tuple[str, str] | None
        Message and remedy; None where its own words will do.
    """
    context = detail.get("ctx", {})
    if detail["type"] == "decimal_max_places":
        places = context["decimal_places"]
        return (
            f"it has more than {places} decimal places",
            f"round it to {places}, as a spreadsheet does by =ROUND(..., {places})",
        )
    form = _FORMS.get(context.get("pattern", ""))
    if form is None:
        return None
    return f"it is not {form}{_stranger_in(detail)}", "write it so"


def _stranger_in(detail: ErrorDetails) -> str:
    """Name the first character that ids may not have: some look as Latin ones do."""
    if _LETTERS_OF_IDS.pattern not in detail.get("ctx", {}).get("pattern", ""):
        return ""
    for character in str(detail["input"]):
        if not _LETTERS_OF_IDS.fullmatch(character):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return f": it has {character!r} ({name.lower()})"
    return ""
