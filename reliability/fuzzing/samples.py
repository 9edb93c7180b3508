"""Valid requests, which hostile ones are made of."""

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, cast

from corridor.v1 import dataset_pb2
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from optimizer.service.dataset_messages import message_of_dataset
from optimizer.tables.reading import read_dataset
from reliability.fuzzing.hostile_documents import shipped_document
from reliability.fuzzing.hostile_messages import is_list
from reliability.fuzzing.hostile_values import Scalar
from reliability.fuzzing.rpcs import Rpc, fields_of
from reliability.fuzzing.shipped import (
    SMALL_ID,
    small_json,
    small_zip,
)

SMALL_NAME = f"datasets/{SMALL_ID}"
"""Name of the small dataset, once it is imported."""

_NAMES = (*[SMALL_NAME] * 19, "datasets/middle-corridor")

_TEXTS: dict[str, tuple[str, ...]] = {
    "demand_id": ("container-alashankou-poti", "coal-karaganda-poti"),
    "origin_node_id": ("CN_ALS", "KZ_MOI"),
    "destination_node_id": ("GE_PTI", "GE_TBI"),
    "commodity_id": ("container-40", "coal"),
    "tariff_id": ("ktz-container", "unified"),
    "regime_id": ("national", "unified"),
    "base_regime_id": ("national", ""),
    "other_regime_id": ("unified", "national"),
    "local_regime_id": ("national",),
    "dataset_name": _NAMES,
    "target": ("demand.*.volume", "resource.feeder-fleet-*.capacity"),
    "amounts": ("x1", "x1.1", "x0.5"),
    "carrier_id": ("ktz", "asco"),
    "label": ("a plan",),
}
"""Texts by name of the field."""

_SCENARIOS = (
    b"changes: [{set: demand.*.volume, to: x1.2}]",
    b"changes: [{set: leg.*.transit_days, to: x1.1, note: detours}]",
    b"changes: [{close: leg.aktau-alat-feeder}, {set: demand.*.volume, to: x2}]",
    b"changes: [{split: MONTHS}]",
)
_UNCERTAINTIES = (
    b"uncertain: [{set: demand.*.volume, multiply: 'triangular(1, 1.2, 1.5)'}]",
    b"""
uncertain: [{set: resource.kuryk-wagons-*.capacity, multiply: 'storms(0.5, 5)'}]
contracts: [{book: resource.kuryk-wagons-*.capacity, price: 60, spot: 200}]
""",
)

_LEFT_OUT = frozenset(
    {
        "known_positions",
        "known_rows",
        "request_id",
        "filter",
        "stored_scenario_ids",
        "stored_scenario_id",
        "stored_uncertainty_id",
    }
)
"""What valid requests do without."""

_NEEDED = frozenset(
    {
        "file",
        "dataset",
        "query",
        "queries",
        "quantity",
        "day",
        "axes",
        "amounts",
        "uncertainty",
        "scenarios",
        "plan",
        "sweep",
        "simulation",
    }
)
"""Parts that are always there."""

_SOMETIMES = 0.4

type Names = Mapping[str, Sequence[str]]
"""Names of what there is on the server, by name of the field that takes them."""


@cache
def small_dataset() -> dataset_pb2.Dataset:
    """Return the small dataset as a message, which nobody may change."""
    dataset = read_dataset("small.zip", small_zip()).dataset
    if dataset is None:
        msg = "the small dataset cannot be read"
        raise ValueError(msg)
    return message_of_dataset(dataset)


def sample_request(rpc: Rpc, names: Names, draw: Random) -> Message:
    """Draw a request that is valid as far as its fields are known here.

    Parameters
    ----------
    rpc
        Of which method.
    names
        What there is on the server; other names are those of the shipped dataset.
    draw
        Decides everything about it.
    """
    request = rpc.request()
    _fill(request, names, draw)
    return request


def _fill(message: Message, names: Names, draw: Random) -> None:
    oneofs: list[list[FieldDescriptor]] = [
        list(cast("Any", oneof).fields) for oneof in message.DESCRIPTOR.oneofs
    ]
    chosen = {
        draw.choice(fields).name
        for fields in oneofs
        if len(fields) > 1 or draw.random() < _SOMETIMES
    }
    for field in fields_of(message):
        is_wanted = field.containing_oneof is None or field.name in chosen
        if is_wanted and field.name not in _LEFT_OUT:
            _fill_field(message, field, names, draw)


def _fill_field(
    message: Message, field: FieldDescriptor, names: Names, draw: Random
) -> None:
    part = getattr(message, field.name)
    if field.message_type is None:
        value = _scalar(field, names, draw)
        if is_list(field):
            part.extend([value] * draw.randint(field.name in _NEEDED, 2))
        else:
            setattr(message, field.name, value)
    elif is_list(field):
        for _ in range(draw.randint(field.name in _NEEDED, 2)):
            _fill_part(part.add(), field.name, names, draw)
    elif draw.random() < _SOMETIMES or field.name in _NEEDED:
        _fill_part(part, field.name, names, draw)


def _fill_part(part: Any, name: str, names: Names, draw: Random) -> None:  # noqa: ANN401 - messages of any kind
    part.SetInParent()
    match part.DESCRIPTOR.full_name:
        case "corridor.v1.Dataset":
            part.CopyFrom(small_dataset())
        case "corridor.v1.DatasetFile":
            part.filename = "x.zip"
            part.content = draw.choice((small_zip, small_json))()
        case "corridor.v1.ScenarioFile":
            texts = _UNCERTAINTIES if name == "uncertainty" else _SCENARIOS
            part.filename, part.content = "small.yaml", draw.choice(texts)
        case "google.type.Date":
            part.year, part.month, part.day = 2025, draw.randint(1, 12), 15
        case "google.type.Decimal":
            part.value = draw.choice(("1", "20", "62.5"))
        case "google.protobuf.Duration":
            part.seconds = 1
        case _:
            _fill(part, names, draw)


def _scalar(field: FieldDescriptor, names: Names, draw: Random) -> Scalar:
    if field.enum_type:
        return draw.choice(field.enum_type.values).number
    if field.type == FieldDescriptor.TYPE_BYTES:
        return shipped_document(draw)
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            known = names.get(field.name) or _TEXTS.get(field.name) or ("",)
            return draw.choice(known)
        case FieldDescriptor.CPPTYPE_BOOL:
            return draw.random() < _SOMETIMES
        case FieldDescriptor.CPPTYPE_DOUBLE | FieldDescriptor.CPPTYPE_FLOAT:
            return draw.choice((0.0, 0.001, 0.05))
        case _:
            return draw.randint(1, 4)
