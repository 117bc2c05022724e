"""The base of all records: frozen and closed."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)


class Source(Record):
    """Where a record was written.

    Attributes
    ----------
    file
        Path inside the workspace folder, with `/`.
    line
        First line is 1.
    """

    file: str
    line: int
