"""The compact program as files of solvers, and what its names stand for."""

import csv
import io
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from optimizer.formulation.leg_flow import build_leg_flow
from optimizer.formulation.places import LinkKind
from optimizer.formulation.reach import usable_arcs
from optimizer.formulation.state_graph import StateGraph


class ProgramFormat(StrEnum):
    """Form of a program's file."""

    MPS = "MPS"
    """Free MPS, as most solvers read it."""

    LP = "LP"
    """The LP format of CPLEX, for people."""


_COMMENT_MARKS = {ProgramFormat.MPS: "*", ProgramFormat.LP: "\\"}


def written_program(
    graph: StateGraph, program_format: ProgramFormat, comment: str
) -> bytes:
    """Write the compact program, whose least cost is the plan's.

    Charges by the haul are in it: inside a scope, cargo has an arc for each place where it
    entered.

    Parameters
    ----------
    graph
        What to write.
    program_format
        How.
    comment
        First line of the file, in ASCII, for people; solvers skip it.
    """
    program = build_leg_flow(graph.problem).program
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program")
        if program_format is ProgramFormat.MPS:
            program.writeMPS(str(file))
        else:
            program.writeLP(str(file))
        head = f"{_COMMENT_MARKS[program_format]} {comment}\n"
        return head.encode() + file.read_bytes()


def program_names(graph: StateGraph) -> bytes:
    """Write what each column and row of the compact program stands for, as CSV.

    Columns ``flow_K_A`` are the quantity of release ``K`` on arc ``A``, ``unserved_K`` what
    is left of it, ``extra_R`` runs beyond capacity ``R``; rows ``capacity_R`` are capacities
    and ``balance_K_S`` what enters and leaves state ``S``.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("name", "kind", "demand_id", "element_id", "period_id"))
    writer.writerows(_capacities(graph))
    writer.writerows(_releases(graph))
    return text.getvalue().encode()


def _capacities(graph: StateGraph) -> Iterator[tuple[str, ...]]:
    resources = graph.dataset.resources
    calendar = graph.dataset.calendar()
    rows = graph.capacity_rows
    places = zip(rows.resources.tolist(), rows.periods.tolist(), strict=True)
    for number, (resource, period) in enumerate(places):
        ids = resources[resource].resource_id, calendar[period].period_id
        yield f"capacity_{number}", "CAPACITY", "", *ids
    for number in graph.problem.priced_extras().tolist():
        resource = int(rows.resources[number])
        period = int(rows.periods[number])
        ids = resources[resource].resource_id, calendar[period].period_id
        yield f"extra_{number}", "EXTRA", "", *ids


def _releases(graph: StateGraph) -> Iterator[tuple[str, ...]]:
    demands = graph.dataset.demands
    calendar = graph.dataset.calendar()
    arcs_of = usable_arcs(graph.problem)
    for number, release in enumerate(graph.releases):
        demand_id = demands[release.demand].demand_id
        first = calendar[release.period].period_id
        yield f"unserved_{number}", "UNSERVED", demand_id, "", first
        for arc in arcs_of[number].tolist():
            kind, element_id = _element_of(graph, arc)
            period = calendar[int(graph.layout.arc_departures[arc])].period_id
            yield f"flow_{number}_{arc}", kind, demand_id, element_id, period


def _element_of(graph: StateGraph, arc: int) -> tuple[str, str]:
    link = graph.link_of(arc)
    dataset = graph.dataset
    if link.kind is LinkKind.LEG:
        return link.kind.name, dataset.legs[link.element].leg_id
    if link.kind is LinkKind.TRANSFER:
        return link.kind.name, dataset.transfers[link.element].transfer_id
    return link.kind.name, dataset.nodes[link.element].node_id
