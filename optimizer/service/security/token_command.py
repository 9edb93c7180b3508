"""The command that makes tokens."""

import argparse
import sys

from optimizer.service.security.scopes import Scope
from optimizer.service.security.static_tokens import (
    fault_in_name,
    line_of,
    new_token,
    scopes_in,
)

PROLOGUE = "token, which is shown this once:"
EPILOGUE = "line for the file that the setting 'tokens' names:"


def add_token_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take what a token is for."""
    parser.add_argument(
        "--caller", metavar="NAME", required=True, type=_name, help="who gets the token"
    )
    parser.add_argument(
        "--scopes",
        metavar="SCOPES",
        required=True,
        type=_scopes,
        help="what for: some of plan, write and admin, with commas between; each "
        "includes those before it",
    )


def make_token(given: argparse.Namespace) -> int:
    """Print a new token, and what the server has to know of it."""
    token = new_token()
    line = line_of(given.caller, given.scopes, token)
    sys.stdout.write(f"{PROLOGUE}\n{token}\n{EPILOGUE}\n{line}\n")
    return 0


def _name(text: str) -> str:
    fault = fault_in_name(text)
    if fault:
        raise argparse.ArgumentTypeError(fault)
    return text


def _scopes(text: str) -> frozenset[Scope]:
    try:
        return scopes_in(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
