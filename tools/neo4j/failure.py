"""The one error of the runner: what is wrong and what to do next, printed as one line each."""


class RunnerError(Exception):
    """Ends the runner with status 1; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
