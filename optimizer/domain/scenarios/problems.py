"""What is wrong with a change."""

from optimizer.domain.problems import ProblemCode


class UnusableChangeError(Exception):
    """A change cannot be applied to a dataset.

    Attributes
    ----------
    code
        Kind of the problem.
    message
        What is wrong, in a sentence.
    remedy
        What would mend it, in a sentence.
    """

    def __init__(self, code: ProblemCode, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
