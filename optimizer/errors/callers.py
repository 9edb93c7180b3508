"""Who may not make a call, or not now."""

from datetime import timedelta
from typing import ClassVar

from optimizer.errors.root import OptimizerError


class CredentialsMissingError(OptimizerError):
    """The call needs a token and has none."""

    reason: ClassVar[str] = "CREDENTIALS_MISSING"

    def __init__(self) -> None:
        super().__init__(
            "the call needs a token; send one in the metadata, as "
            "'authorization: Bearer TOKEN'"
        )


class TokenInvalidError(OptimizerError):
    """The token of the call is not accepted; why, is nobody's business."""

    reason: ClassVar[str] = "TOKEN_INVALID"

    def __init__(self) -> None:
        super().__init__(
            "the token is not accepted; ask whoever runs the server for another"
        )


class TokenExpiredError(OptimizerError):
    """The token of the call was good once."""

    reason: ClassVar[str] = "TOKEN_EXPIRED"

    def __init__(self) -> None:
        super().__init__("the token has expired; get a new one")


class ScopeMissingError(OptimizerError):
    """The caller is known and may not make the call.

    Attributes
    ----------
    required_scope
        What the token would have to allow.
    caller
        Whom the server takes the caller for.
    """

    reason: ClassVar[str] = "SCOPE_MISSING"

    def __init__(self, required_scope: str, caller: str) -> None:
        super().__init__(
            f"the call needs the scope '{required_scope}', which the token does not have; "
            "ask whoever runs the server for a token that has it"
        )
        self.required_scope = str(required_scope)
        self.caller = caller


class RateLimitedError(OptimizerError):
    """The caller makes more calls than it may.

    Attributes
    ----------
    limit_per_minute
        Most calls a minute of each caller.
    retry_after
        Time after which the next call is let in.
    caller
        Whom the server takes the caller for; empty where it does not ask.
    """

    reason: ClassVar[str] = "RATE_LIMITED"

    def __init__(
        self, limit_per_minute: int, retry_after: timedelta, caller: str = ""
    ) -> None:
        super().__init__(
            f"a caller may make {limit_per_minute} calls a minute; try again in "
            f"{retry_after.total_seconds():.1f} s"
        )
        self.limit_per_minute = limit_per_minute
        self.retry_after = retry_after
        self.caller = caller
