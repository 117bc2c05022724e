"""The base of everything that leaves or enters as a JSON document of ours."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class DocumentPart(BaseModel):
    """Frozen; fields may be added by later versions, so unknown ones are ignored when read."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)

    def as_json(self) -> dict[str, Any]:
        """Return the part as JSON values; instants as ISO strings with offset, None fields kept."""
        return self.model_dump(mode="json", by_alias=True)


class Header(DocumentPart):
    """The fields that every document has."""

    schema_version: int = 1
    kind: str
    workspace: str
    as_of: str
    evenhand_version: str
    seed: int
    inputs_sha256: str
