"""The base of everything that leaves or enters as a JSON document of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from scheduler import __version__

if TYPE_CHECKING:
    from scheduler.domain.workspace import Workspace


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


def header_at(workspace: Workspace, *, seed: int) -> dict[str, Any]:
    """Return the header, apart from `kind`, of a document that speaks of a workspace at its as_of."""
    return {
        "workspace": workspace.name,
        "as_of": workspace.as_of.isoformat(),
        "evenhand_version": __version__,
        "seed": seed,
        "inputs_sha256": workspace.inputs_sha256,
    }
