"""The history of what was planned, as a method of the client that waits."""

from corridor_client import runs
from corridor_client.connection import Connection
from corridor_client.runs import Run


class RunMethods(Connection):
    """The call that asks for the history."""

    def list_runs(
        self, *, dataset_id: str = "", method: str = "", limit: int = 100
    ) -> tuple[Run, ...]:
        """List what was planned, the newest first.

        Parameters
        ----------
        dataset_id, method
            Only runs of this dataset, or of the method of this full name; empty is any.
        limit
            Most runs, at least 1.

        Raises
        ------
        ServerUnavailableError
            When the server's database does not answer.
        """
        found: list[Run] = []
        token = ""
        while True:
            page = self._answer(
                runs.list_runs(
                    dataset_id=dataset_id,
                    method=method,
                    page_size=limit - len(found),
                    page_token=token,
                )
            )
            found += page.runs
            token = page.next_page_token
            if not token or len(found) >= limit:
                return tuple(found)
