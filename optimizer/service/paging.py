"""Pages of lists: how long they are, and tokens that lead from one to the next."""

import base64
import binascii

from optimizer.errors import InvalidRequestError

DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 1000


def page_size_of(asked: int) -> int:
    """Return how many entries a page has; 0 asks for as many as is usual.

    Raises
    ------
    InvalidRequestError
        When fewer than none are asked for.
    """
    if asked < 0:
        field = "page_size"
        raise InvalidRequestError(field, f"it is {asked}; give at least 0")
    return min(asked or DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE)


def token_of(place: str) -> str:
    """Write where a page ends as a token."""
    return base64.urlsafe_b64encode(place.encode()).decode()


def place_of(token: str, method: str) -> str:
    """Read where the page before ended; empty for the first page.

    Raises
    ------
    InvalidRequestError
        When it is none of our tokens.
    """
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise foreign_token(method) from error


def foreign_token(method: str) -> InvalidRequestError:
    """Return the error for a token that a method has not given."""
    field = "page_token"
    message = f"{method} gave no such token; start with an empty one"
    return InvalidRequestError(field, message)
