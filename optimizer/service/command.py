"""The command line of the server."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence

from optimizer.errors import (
    ClusterUnreachableError,
    DatabaseTooNewError,
    DatabaseUnavailableError,
)
from optimizer.service.listening import CannotListenError
from optimizer.service.logs import LogStyle, configure_logging
from optimizer.service.security.token_command import add_token_options, make_token
from optimizer.service.security.watched_files import UnusableFileError
from optimizer.service.server import serve
from optimizer.service.settings import Settings
from optimizer.service.settings_sources import (
    InvalidSettingsError,
    add_options,
    misspelt_variables,
    read_settings,
)
from optimizer.service.telemetry.faults import CannotTraceError

PROGRAM_VARIABLE = "CORRIDOR_PROGRAM"
"""Environment variable with the command that this one stands for in its usage."""

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit code of the process."""
    given = _parser().parse_args(arguments)
    if given.command == "token":
        return make_token(given)
    try:
        settings = _settings_of(given)
    except InvalidSettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    configure_logging(LogStyle(settings.log_format, settings.log_level))
    for variable, meant in misspelt_variables(os.environ):
        logger.warning("%s sets nothing; did you mean %s?", variable, meant)
    try:
        asyncio.run(serve(settings, _announce))
    except (
        CannotListenError,
        CannotTraceError,
        ClusterUnreachableError,
        DatabaseUnavailableError,
        DatabaseTooNewError,
        UnusableFileError,
    ) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _announce(address: str) -> None:
    sys.stdout.write(f"listening on {address}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    program = os.environ.get(PROGRAM_VARIABLE) or "python -m optimizer"
    parser = argparse.ArgumentParser(
        prog=program,
        description="Plans cargo over the legs of the Middle Corridor.",
        epilog="python -m optimizer health asks a server whether it is healthy.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    server = commands.add_parser(
        "serve",
        help="serve corridor.v1 over gRPC until told to stop",
        epilog=f"Example: {program} serve --address 127.0.0.1:50051",
    )
    add_options(server)
    token = commands.add_parser(
        "token",
        help="make a token for a caller of a server",
        epilog=f"Example: {program} token --caller reports --scopes plan",
    )
    add_token_options(token)
    return parser


def _settings_of(given: argparse.Namespace) -> Settings:
    options = {name: text for name, text in vars(given).items() if name != "command"}
    return read_settings(options, os.environ)
