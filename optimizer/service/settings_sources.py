"""Where settings are given: as options, in the environment, or in a file."""

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from optimizer.service.settings import Settings, Shown

VARIABLE_PREFIX = "CORRIDOR_"
"""What the environment variable of every setting starts with."""

CLIENT_VARIABLES = frozenset(
    {
        "CORRIDOR_PROGRAM",
        "CORRIDOR_SERVER",
        "CORRIDOR_TOKEN",
        "CORRIDOR_TLS_ROOTS",
        "CORRIDOR_TRACEBACK",
    }
)
"""Variables with that prefix that are not for the server."""

NEAR = 0.8
"""How alike names are of which one is taken for the other misspelt, up to 1."""

CONFIG = "config"
"""Name of the option, and of the variable, that names a file of settings."""


class InvalidSettingsError(Exception):
    """A setting cannot be used; the message says which, where it was given, and why."""


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting, for people.

    Attributes
    ----------
    name
        Its name, as in a file.
    value
        What stands for its value; empty for a switch.
    default
        What holds where it is not given, in Markdown.
    meaning
        What it does.
    """

    name: str
    value: str
    default: str
    meaning: str

    @property
    def option(self) -> str:
        """The option that gives it."""
        return "--" + self.name.replace("_", "-")

    @property
    def is_switch(self) -> bool:
        """Whether its option takes no value; elsewhere it is true or false."""
        return not self.value

    @property
    def variable(self) -> str:
        """The environment variable that gives it."""
        return VARIABLE_PREFIX + self.name.upper()


def shown_settings() -> Iterator[ShownSetting]:
    """Yield every setting in the order of :class:`Settings`."""
    for name, field in Settings.model_fields.items():
        shown = next(each for each in field.metadata if isinstance(each, Shown))
        meaning = " ".join((field.description or "").split())
        default = shown.default or f"`{field.default}`"
        yield ShownSetting(name, shown.value, default, meaning)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command take every setting as an option, and a file of them."""
    parser.add_argument(
        f"--{CONFIG}",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="TOML file of settings, each named as its option without dashes in front; "
        f"options and ${VARIABLE_PREFIX}* win over it (or ${_variable(CONFIG)})",
    )
    for setting in shown_settings():
        meaning = setting.meaning.rstrip(".").replace("%", "%%")
        meaning += (
            f" (default: {setting.default.replace('`', '')}; or ${setting.variable})"
        )
        if setting.is_switch:
            parser.add_argument(
                setting.option,
                dest=setting.name,
                action="store_const",
                const="true",
                default=argparse.SUPPRESS,
                help=meaning,
            )
            continue
        parser.add_argument(
            setting.option,
            dest=setting.name,
            metavar=setting.value,
            default=argparse.SUPPRESS,
            help=meaning,
        )


def read_settings(given: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """Put settings together: an option wins over the environment, and that over a file.

    Parameters
    ----------
    given
        Settings that were given as options, by name, and ``config`` for a file.
    environment
        The environment variables.

    Raises
    ------
    InvalidSettingsError
        When one cannot be used, or the file cannot be read.
    """
    options = dict(given)
    config = options.pop(CONFIG, environment.get(_variable(CONFIG), ""))
    file = {} if not config else _read_file(Path(config))
    shown = {setting.name: setting for setting in shown_settings()}
    variables = {n: environment.get(s.variable, "") for n, s in shown.items()}
    variables = {name: text for name, text in variables.items() if text}
    places = {
        **{name: f"{config}: {name}" for name in file},
        **{name: shown[name].variable for name in variables},
        **{name: shown[name].option for name in options},
    }
    try:
        return Settings.model_validate({**file, **variables, **options})
    except ValidationError as error:
        raise InvalidSettingsError("; ".join(_faults(error, places))) from error


def misspelt_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield variables that hardly differ from one that sets something, and that one.

    Others with the prefix may be anybody's: Kubernetes makes some for each service.
    """
    known = [CONFIG.upper(), *(name.upper() for name in Settings.model_fields)]
    others = CLIENT_VARIABLES.union(map(_variable, known))
    for variable in sorted(set(environment) - others):
        if variable.startswith(VARIABLE_PREFIX):
            name = variable.removeprefix(VARIABLE_PREFIX)
            for near in get_close_matches(name, known, n=1, cutoff=NEAR):
                yield variable, VARIABLE_PREFIX + near


def _variable(name: str) -> str:
    return VARIABLE_PREFIX + name.upper()


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = (
            f"{path}: {error.strerror or error}; give a file of settings that is there"
        )
        raise InvalidSettingsError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is no TOML: {error}; write lines such as workers = 2"
        raise InvalidSettingsError(msg) from error


def _faults(error: ValidationError, places: Mapping[str, str]) -> Iterator[str]:
    for each in error.errors(include_url=False):
        name = str(each["loc"][0]) if each["loc"] else ""
        place = places.get(name, name)
        if each["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            yield f"{place}: there is no such setting; the settings are {known}"
            continue
        cause = each.get("ctx", {}).get("error")
        yield ": ".join(filter(None, [place, str(cause or each["msg"])]))
