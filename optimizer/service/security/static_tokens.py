"""Tokens without an end, of which a file keeps the digests.

A line of the file is ``NAME SCOPES sha256:DIGEST``: who calls, what for (``plan``,
``write``, ``admin``, with commas between), and the digest of the token in hexadecimal
digits. Empty lines are passed over, and so is what follows a ``#``. A caller may have
several lines, so that a new token can be handed out before the old one goes.
"""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.service.security.callers import Caller
from optimizer.service.security.scopes import Scope, with_included
from optimizer.service.security.watched_files import (
    Content,
    UnusableFileError,
    WatchedFiles,
)

KIND = "token"
"""Kind of the callers."""

PREFIX = "corridor_"
"""What tokens start with, so that searches for leaked ones find them."""

TOKEN_BYTES = 32
"""Random bytes of a token: no list of guesses reaches that far, so one round of hashing
is enough."""

FORMAT = "write NAME SCOPES sha256:DIGEST, as 'corridor token' prints it"
"""What a line looks like, for people."""

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[\w.@-]{1,64}", re.ASCII)
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class StaticTokens:
    """The callers that a file lists.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    UnusableFileError
        When it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._callers = WatchedFiles([path], _callers_in)

    def caller_of(self, token: str) -> Caller | None:
        """Return whose a token is; None for one that is not listed."""
        digest = digest_of(token)
        listed = self._callers.current().get(digest)
        # The time of the search tells of the digest at most, of which no token follows.
        if listed is None or not hmac.compare_digest(listed.digest, digest):
            return None
        return listed.caller


@dataclass(frozen=True, slots=True)
class _Listed:
    digest: str
    caller: Caller


def new_token() -> str:
    """Make a token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Return the digest of a token, in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def line_of(caller: str, scopes: Iterable[Scope], token: str) -> str:
    """Write the line of a token in the file."""
    return f"{caller} {','.join(sorted(scopes))} sha256:{digest_of(token)}"


def fault_in_name(name: str) -> str:
    """Say what is wrong with a caller's name; empty where nothing is."""
    if _NAME.fullmatch(name):
        return ""
    return f"{name!r} is no name of a caller; write up to 64 of A-Z a-z 0-9 . _ @ -"


def scopes_in(text: str) -> frozenset[Scope]:
    """Read scopes with commas between.

    Raises
    ------
    ValueError
        When one is unknown.
    """
    known = ", ".join(Scope)
    unknown = [word for word in text.split(",") if word not in set(Scope)]
    if unknown:
        msg = f"{unknown[0]!r} is no scope; the scopes are {known}"
        raise ValueError(msg)
    return frozenset(map(Scope, text.split(",")))


def _callers_in(contents: Sequence[Content]) -> Mapping[str, _Listed]:
    (content,) = contents
    try:
        text = content.data.decode()
    except UnicodeDecodeError as error:
        raise UnusableFileError(content.path, f"it is no text; {FORMAT}") from error
    callers: dict[str, _Listed] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            listed = _read(words)
        except ValueError as error:
            raise UnusableFileError(content.path, f"line {number}: {error}") from error
        if listed.digest in callers:
            cause = (
                f"line {number}: the token is listed before; remove one of the lines"
            )
            raise UnusableFileError(content.path, cause)
        callers[listed.digest] = listed
    if not callers:
        # On purpose it takes every token away; a new file may not have been filled yet.
        logger.warning("%s lists no token, so none is let in by it", content.path)
    return callers


def _read(words: Sequence[str]) -> _Listed:
    # What stands in a line may be a token that somebody took for its digest.
    if len(words) != 3:
        msg = f"it has {len(words)} words; {FORMAT}"
        raise ValueError(msg)
    name, scopes, digest = words
    found = _DIGEST.fullmatch(digest)
    if not _NAME.fullmatch(name) or found is None:
        wrong = "name" if found else "digest"
        msg = f"its {wrong} cannot be read; {FORMAT}"
        raise ValueError(msg)
    try:
        allowed = scopes_in(scopes)
    except ValueError:
        msg = f"its scopes cannot be read; write some of {','.join(Scope)}"
        raise ValueError(msg) from None
    return _Listed(found[1], Caller(KIND, name, with_included(allowed)))
