"""Reading the documents that are to be kept beside datasets, done by workers."""

from dataclasses import dataclass

from optimizer.domain.problems import Problem
from optimizer.errors import InvalidDatasetError, InvalidScenarioError
from optimizer.service.dataset_sources import NamedSource, read_named
from optimizer.service.scenario_documents import Document, shipped_files
from optimizer.service.storage.kept import DocumentKind, KeptDocument
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario
from optimizer.tables.uncertainty_files import read_uncertainty


@dataclass(frozen=True, slots=True)
class Read:
    """What a document says it is.

    Attributes
    ----------
    document_id
        Its id.
    title
        Title for people.
    problems
        What is wrong with it; none where it can be kept.
    """

    document_id: str
    title: str
    problems: tuple[Problem, ...] = ()


def shipped_documents(source: NamedSource) -> list[KeptDocument]:
    """Return the documents that are shipped with a dataset, by kind and id.

    One that cannot be read has no title.
    """
    found = []
    for kind in DocumentKind:
        for document_id, file in shipped_files(kind.folder, source).items():
            document = Document(file.name, file.read_bytes())
            found.append(
                KeptDocument(
                    kind=kind,
                    document_id=document_id,
                    filename=file.name,
                    title=_title_of(kind, document),
                    created=None,
                    content=document.content,
                )
            )
    return found


def _title_of(kind: DocumentKind, document: Document) -> str:
    try:
        if kind is DocumentKind.SCENARIO:
            return read_scenario(document.filename, document.content).title
        return read_uncertainty(document.filename, document.content).before.title
    except InvalidScenarioError:
        return ""


def read_document(kind: DocumentKind, document: Document, source: NamedSource) -> Read:
    """Read a document, and try it on the dataset that it is for.

    Raises
    ------
    InvalidDatasetError
        When the dataset has errors.
    """
    from optimizer.analysis.uncertainty import (  # noqa: PLC0415 - see optimizer.service.work
        Simulation,
    )
    from optimizer.domain.scenarios import Variant, applied  # noqa: PLC0415 - as above

    reading = read_named(source)
    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    base = Variant(reading.dataset)
    try:
        if kind is DocumentKind.SCENARIO:
            scenario = read_scenario(document.filename, document.content)
            applied(base, scenario)
        else:
            uncertain = read_uncertainty(document.filename, document.content)
            Simulation(base, uncertain, PlanOptions(), 0).require_sense()
            scenario = uncertain.before
    except InvalidScenarioError as error:
        return Read(error.scenario_id, "", tuple(error.problems))
    return Read(scenario.scenario_id, scenario.title)
