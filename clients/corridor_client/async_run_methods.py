"""The history of what was planned, as a method of the client to await."""

from corridor_client import runs
from corridor_client.async_connection import AsyncConnection
from corridor_client.runs import Run


class AsyncRunMethods(AsyncConnection):
    """The call that asks for the history."""

    async def list_runs(
        self, *, dataset_id: str = "", method: str = "", limit: int = 100
    ) -> tuple[Run, ...]:
        """List what was planned, the newest first."""
        found: list[Run] = []
        token = ""
        while True:
            page = await self._answer(
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
