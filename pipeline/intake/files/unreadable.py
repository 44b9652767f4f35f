"""A file that cannot be read, and the problem of the catalogue that says why."""


class UnreadableError(Exception):
    """Nothing can be read from a file: `problem` of the catalogue, `values` for its templates."""

    def __init__(self, problem: str, **values: str) -> None:
        self.problem = problem
        self.values = tuple(values.items())
        super().__init__(problem)
