"""What the server is told."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Self

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

import optimizer
from optimizer.domain.dataset import HEADER_TABLE
from optimizer.service.addresses import fault_in
from optimizer.service.http.addresses import fault_in_http_address
from optimizer.service.limits import (
    LEAST_WORKER_MEMORY_MIB,
    MOST_WORKERS,
    QUEUE_LIMIT,
    WORKER_MEMORY_MIB,
    WORKER_TASKS,
)
from optimizer.service.logs import LogFormat, LogLevel
from optimizer.service.storage import addresses as storage_addresses
from optimizer.service.storage.addresses import SQLITE_PREFIX
from optimizer.service.telemetry.addresses import (
    fault_in_admin_address,
    fault_in_endpoint,
)

HEADER_FILE = f"{HEADER_TABLE.name}.csv"
"""The file that every dataset has."""

LARGEST_COUNT = 999_999
"""Largest number of anything that a setting takes."""

_SWITCHES = ("true", "false")
LONGEST_DRAIN_SECONDS = 3600
"""Longest time for which a server that is told to end still takes calls."""

_SCHEDULER = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a setting is shown to people.

    Attributes
    ----------
    value
        What stands for its value, as in ``--workers COUNT``.
    default
        What holds where it is not set, where that is no constant.
    """

    value: str
    default: str = ""


def shipped_datasets() -> Path:
    """Return the folder of the datasets that come with the optimizer.

    In an installed package they lie in it, in a checkout beside it.
    """
    package = Path(optimizer.__file__).parent
    installed = package / "datasets"
    return installed if installed.is_dir() else package.parent / "datasets"


def spare_processors() -> int:
    """Count the processors that may be used, less one for the server itself."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # Not every system tells.
        usable = os.cpu_count() or 1
    return max(1, min(usable - 1, MOST_WORKERS))


def kept_database() -> str:
    """Return the database that a server keeps things in unless it is told another."""
    file = user_data_path("corridor", appauthor=False) / "corridor.db"
    return f"{SQLITE_PREFIX}{file}"


def _database(text: str) -> str:
    fault = storage_addresses.fault_in(text)
    if fault:
        raise ValueError(fault)
    return text


def _address(text: str) -> str:
    fault = fault_in(text)
    if fault:
        raise ValueError(fault)
    return text


def _folder(path: Path) -> Path:
    if not path.is_dir():
        msg = f"'{path}' is no folder"
        raise ValueError(msg)
    if (path / HEADER_FILE).is_file():
        msg = f"'{path}' is a dataset itself; give the folder that it lies in"
        raise ValueError(msg)
    return path


def _file(path: Path) -> Path:
    if not path.is_file():
        msg = f"'{path}' is no file"
        raise ValueError(msg)
    return path


def _switch(given: object) -> object:
    """Take a switch only: no other words for it, and no number."""
    if isinstance(given, bool):
        return given
    if given not in _SWITCHES:
        msg = f"{given!r} is no switch; write true or false"
        raise ValueError(msg)
    return given == "true"


def _scheduler(text: str) -> str:
    if not _SCHEDULER.fullmatch(text):
        msg = f"{text!r} is no scheduler; write tcp://HOST:PORT"
        raise ValueError(msg)
    return text


def _admin_address(text: str) -> str:
    fault = fault_in_admin_address(text)
    if fault:
        raise ValueError(fault)
    return text


def _http_address(text: str) -> str:
    fault = fault_in_http_address(text)
    if fault:
        raise ValueError(fault)
    return text


def _endpoint(text: str) -> str:
    fault = fault_in_endpoint(text)
    if fault:
        raise ValueError(fault)
    return text


def _choice(given: object, choices: type[StrEnum]) -> object:
    if given not in set(choices):
        msg = f"{given!r} is none of {', '.join(choices)}"
        raise ValueError(msg)
    return given


def _seconds(given: object) -> object:
    """Take finite numbers of seconds, whole or not, up to an hour."""
    try:
        seconds = float(str(given))
    except ValueError:
        seconds = -1.0
    if isinstance(given, bool) or not 0 <= seconds <= LONGEST_DRAIN_SECONDS:
        msg = (
            f"{str(given)!r} is no number of seconds from 0 to {LONGEST_DRAIN_SECONDS}"
        )
        raise ValueError(msg)
    return seconds


def _whole_number(given: object) -> object:
    """Take whole numbers only: neither 2.0 nor a switch is a count."""
    text = str(given)
    if isinstance(given, bool) or not (text.isascii() and text.isdecimal()):
        msg = f"{text!r} is no whole number"
        raise ValueError(msg)
    if len(text.lstrip("0")) > len(str(LARGEST_COUNT)):
        msg = f"{text} is more than {LARGEST_COUNT}"
        raise ValueError(msg)
    return int(text)


def _positive(count: int) -> int:
    if count < 1:
        msg = f"'{count}' is no count from 1"
        raise ValueError(msg)
    return count


def _at_most_workers(count: int) -> int:
    if count > MOST_WORKERS:
        msg = f"'{count}' is more than {MOST_WORKERS}; spread them over several servers"
        raise ValueError(msg)
    return count


def _memory_mib(limit: int) -> int:
    if 0 < limit < LEAST_WORKER_MEMORY_MIB:
        least = LEAST_WORKER_MEMORY_MIB
        msg = f"'{limit}' MiB is too little to work with; give 0, or {least} or more"
        raise ValueError(msg)
    return limit


type Count = Annotated[int, BeforeValidator(_whole_number), AfterValidator(_positive)]
type CountOrNone = Annotated[int, BeforeValidator(_whole_number)]
type Switch = Annotated[bool, BeforeValidator(_switch)]
type File = Annotated[Path, AfterValidator(_file)]


class Settings(BaseModel):
    """How a server is started; each setting is described where it stands."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    address: Annotated[
        str, AfterValidator(_address), Shown("ADDRESS", "`127.0.0.1:50051`")
    ] = "127.0.0.1:50051"
    """Where to listen: HOST:PORT, port 0 for any free one, or unix:PATH."""

    http_address: Annotated[
        Annotated[str, AfterValidator(_http_address)] | None,
        Shown("ADDRESS", "nowhere"),
    ] = None
    """Where the same calls are taken as JSON over HTTP: HOST:PORT, port 0 for any free
    one."""

    datasets: Annotated[
        Path, AfterValidator(_folder), Shown("FOLDER", "the shipped ones")
    ] = Field(default_factory=shipped_datasets)
    """Folder with a folder of CSV files per dataset."""

    workers: Annotated[
        Count,
        AfterValidator(_at_most_workers),
        Shown("COUNT", "one fewer than the processors"),
    ] = Field(default_factory=spare_processors)
    """Processes that plan, from 1 to 256."""

    database: Annotated[
        str,
        AfterValidator(_database),
        Shown("ADDRESS", "`corridor.db` in the user's folder for data"),
    ] = Field(default_factory=kept_database)
    """Where imported datasets, scenarios and operations are kept: sqlite:///PATH, postgresql://USER@HOST/NAME, or memory to
    keep nothing beyond the life of the server."""

    queue: Annotated[CountOrNone, Shown("COUNT")] = QUEUE_LIMIT
    """Most calls that wait for a process; further ones are refused and told when to try
    again. Calls with one answer are counted apart from those with several."""

    worker_memory_mib: Annotated[
        CountOrNone, AfterValidator(_memory_mib), Shown("MIB")
    ] = WORKER_MEMORY_MIB
    """Most memory of each process that plans, in MiB; 0 leaves it to the system. Work that
    needs more fails alone. Linux only."""

    worker_tasks: Annotated[CountOrNone, Shown("COUNT")] = WORKER_TASKS
    """Pieces of work after which a process that plans is replaced by a fresh one; 0 is
    never."""

    scheduler: Annotated[
        Annotated[str, AfterValidator(_scheduler)] | None,
        Shown("ADDRESS", "the server's own processes"),
    ] = None
    """Scheduler of a Dask cluster that does the pieces of comparisons, sweeps, ranges and
    simulations, as tcp://HOST:PORT."""

    log_format: Annotated[
        LogFormat,
        BeforeValidator(partial(_choice, choices=LogFormat)),
        Shown("FORMAT", "`text`"),
    ] = LogFormat.TEXT
    """How the log is written: text, or json for one JSON object a line."""

    log_level: Annotated[
        LogLevel,
        BeforeValidator(partial(_choice, choices=LogLevel)),
        Shown("LEVEL", "`info`"),
    ] = LogLevel.INFO
    """What is logged: debug, info, warning or error, and what is graver. Calls are logged
    at info."""

    admin_address: Annotated[
        Annotated[str, AfterValidator(_admin_address)] | None,
        Shown("ADDRESS", "nowhere"),
    ] = None
    """Where Prometheus fetches metrics and probes ask, in plain HTTP that is not for the
    public: HOST:PORT."""

    trace_endpoint: Annotated[
        Annotated[str, AfterValidator(_endpoint)] | None,
        Shown("ADDRESS", "nowhere"),
    ] = None
    """Where traces are sent by OTLP over gRPC: HOST:PORT, or https://HOST:PORT for TLS."""

    drain_seconds: Annotated[
        float, BeforeValidator(_seconds), Shown("SECONDS", "`0`")
    ] = 0.0
    """Time for which a server that is told to end says that it goes and still takes calls:
    as long as those who route calls to it need to notice."""
    tls_certificate: Annotated[File | None, Shown("FILE", "plaintext")] = None
    """PEM file with the server's certificate, and those between it and an authority that
    callers know; needs tls_key. Read again when it changes, as are all files of keys."""

    tls_key: Annotated[File | None, Shown("FILE", "plaintext")] = None
    """PEM file with the private key of tls_certificate, without a passphrase."""

    tls_client_authority: Annotated[File | None, Shown("FILE", "none are asked")] = None
    """PEM file with authorities, one of which must have signed the certificate that each
    caller then has to show."""

    insecure: Annotated[Switch, Shown("", "`false`")] = False
    """Listen in plaintext where other machines reach the server."""

    tokens: Annotated[File | None, Shown("FILE", "none are asked")] = None
    """File of the tokens that callers have, each a line as made by corridor token."""

    jwt_keys: Annotated[File | None, Shown("FILE", "none are asked")] = None
    """Public key, as PEM, or keys, as a JWK set, of whoever signs JSON web tokens."""

    jwt_audience: Annotated[str, Shown("NAME", "tokens for nobody in particular")] = ""
    """Audience that JSON web tokens must be for."""

    jwt_issuer: Annotated[str, Shown("NAME", "whoever has the key")] = ""
    """Issuer that JSON web tokens must be from."""

    rate: Annotated[CountOrNone, Shown("COUNT", "`0`, any number")] = 0
    """Most calls a minute of each caller; one that was quiet may make them all at once."""

    @model_validator(mode="after")
    def _secures_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            msg = "tls_certificate and tls_key go together; give both or neither"
            raise ValueError(msg)
        if self.tls_client_authority is not None and self.tls_certificate is None:
            msg = "tls_client_authority needs tls_certificate and tls_key"
            raise ValueError(msg)
        if self.jwt_keys is None and (self.jwt_audience or self.jwt_issuer):
            msg = "jwt_audience and jwt_issuer need jwt_keys"
            raise ValueError(msg)
        return self
