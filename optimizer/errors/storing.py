"""What cannot be kept, and where."""

from typing import ClassVar

from optimizer.errors.root import OptimizerError


class DatasetExistsError(OptimizerError):
    """The name of an imported dataset is taken.

    Attributes
    ----------
    name
        The name.
    is_shipped
        Whether it is a shipped dataset's, which cannot be replaced.
    """

    reason: ClassVar[str] = "DATASET_EXISTS"

    def __init__(self, name: str, *, is_shipped: bool) -> None:
        remedy = (
            "it is shipped and stays as it is, so change the dataset_id"
            if is_shipped
            else "replace it or change the dataset_id"
        )
        super().__init__(f"a dataset is stored as {name!r} already; {remedy}")
        self.name = name
        self.is_shipped = is_shipped


class DocumentExistsError(OptimizerError):
    """A document of that id is stored beside the dataset.

    Attributes
    ----------
    document_id
        The id.
    dataset
        Name of the dataset.
    is_shipped
        Whether it came with the dataset and cannot be replaced.
    """

    reason: ClassVar[str] = "DOCUMENT_EXISTS"

    def __init__(self, document_id: str, dataset: str, *, is_shipped: bool) -> None:
        remedy = (
            "it is shipped and stays as it is, so give it another id"
            if is_shipped
            else "replace it or give it another id"
        )
        super().__init__(f"{document_id!r} is stored with {dataset} already; {remedy}")
        self.document_id = document_id
        self.dataset = dataset
        self.is_shipped = is_shipped


class DatasetShippedError(OptimizerError):
    """A shipped dataset cannot be deleted.

    Attributes
    ----------
    name
        Its name.
    """

    reason: ClassVar[str] = "DATASET_SHIPPED"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is shipped with the server and cannot be deleted; start the server "
            "with another folder of datasets"
        )
        self.name = name


class StoreFullError(OptimizerError):
    """The server keeps as many imported datasets as it can.

    Attributes
    ----------
    limit
        What would be exceeded.
    """

    reason: ClassVar[str] = "STORE_FULL"

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"no more than {limit} of imported datasets are kept; delete what is not "
            "needed, or send the dataset with each request"
        )
        self.limit = limit


class DatabaseUnavailableError(OptimizerError):
    """The database that the server keeps things in does not answer.

    Attributes
    ----------
    address
        Where it is, without a password.
    cause
        What is known of why.
    """

    reason: ClassVar[str] = "DATABASE_UNAVAILABLE"

    def __init__(self, address: str, cause: str) -> None:
        super().__init__(
            f"the database {address} cannot be used: {cause}; check that it is there, and "
            "try again"
        )
        self.address = address
        self.cause = cause


class DatabaseTooNewError(OptimizerError):
    """A newer version of the server has changed the tables of the database.

    Attributes
    ----------
    revision
        What they are at.
    """

    reason: ClassVar[str] = "DATABASE_TOO_NEW"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision {revision!r}, which this version of the server "
            "does not know; start a newer one, or restore a backup from before the upgrade"
        )
        self.revision = revision
