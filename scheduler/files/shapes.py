"""The forms of values and the tables of fields: what may be written where, said once.

A `Shape` reads a node into a value and knows its JSON Schema; a `Table` is the shape of a record. The same tables read
YAML and CSV, name the fields in "did you mean", and make the schemas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from scheduler.domain.record import Source
from scheduler.files.findings import Spot, did_you_mean, one_of
from scheduler.files.nodes import Entry, Listing, Mapping, Node, Scalar, described, verbatim


class FormError(ValueError):
    """A text does not have its form. Caught by the form that reads it and reported where it stands.

    Parameters
    ----------
    fix
        What to do, in words; may be empty.
    expected
        What would be right, where it is more exact than what the form always says.
    """

    def __init__(self, fix: str = "", *, expected: str = "") -> None:
        self.fix, self.expected = fix, expected
        super().__init__("; ".join(part for part in (expected, fix) if part))


class Shape(Protocol):
    """How a value is written."""

    def read(self, node: Node, spot: Spot) -> Any:
        """Return the value, or None with the problem reported at `spot`."""

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""


@dataclass(frozen=True)
class Form:
    """A single text with a meaning.

    Attributes
    ----------
    expected
        What would be right, in words, with an example.
    parse
        The value of a text; raises `FormError`.
    json
        JSON Schema. Numbers and words of YAML are read as text, so most forms allow them beside strings.
    """

    expected: str
    parse: Callable[[str], Any]
    json: dict[str, Any]

    def read(self, node: Node, spot: Spot) -> Any:
        """Return the value, or None with the problem reported at `spot`."""
        if not isinstance(node, Scalar):
            said = f"{spot.field or 'the value'} is {described(node)}"
            spot.at(node.line).wrong(self.expected, got=described(node), said=said)
            return None
        try:
            return self.parse(node.text.strip())
        except FormError as reason:
            spot.at(node.line).wrong(reason.expected or self.expected, got=node.text, fix=reason.fix)
            return None

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {**self.json, "description": f"Expected: {self.expected}."}


@dataclass(frozen=True)
class Many:
    """A list of values of one shape; in a CSV cell, and in YAML as one text, they are separated by `;`.

    Attributes
    ----------
    as_text
        Whether the one text is allowed.
    least
        The least number of items.
    """

    item: Shape
    expected: str
    as_text: bool = False
    least: int = 0

    def read(self, node: Node, spot: Spot) -> tuple[Any, ...] | None:
        """Return the readable items, the others reported; None where it is no list."""
        if isinstance(node, Scalar) and self.as_text:
            texts = [text.strip() for text in node.text.split(";")]
            items: Iterable[Node] = [Scalar(text, node.line) for text in texts if text]
        elif isinstance(node, Listing):
            items = node.items
        else:
            spot.at(node.line).wrong(
                self.expected, got=verbatim(node), said=f"{spot.field} is {described(node)}", fix="write it as a list"
            )
            return None
        values = [self.item.read(item, spot) for item in items]
        if len(values) < self.least:
            spot.at(node.line).wrong(f"{self.expected}, at least {self.least}", said=f"{spot.field} is an empty list")
        return tuple(value for value in values if value is not None)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        listed: dict[str, Any] = {"type": "array", "items": self.item.schema()}
        if self.least:
            listed["minItems"] = self.least
        return {"anyOf": [listed, {"type": ["string", "number"]}]} if self.as_text else listed


@dataclass(frozen=True)
class OneOrMany:
    """One value, or a list of them."""

    item: Shape

    def read(self, node: Node, spot: Spot) -> tuple[Any, ...]:
        """Return the readable items, the others reported."""
        nodes = node.items if isinstance(node, Listing) else (node,)
        values = [self.item.read(each, spot) for each in nodes]
        return tuple(value for value in values if value is not None)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [self.item.schema(), {"type": "array", "items": self.item.schema()}]}


@dataclass(frozen=True)
class Field:
    """A key or column.

    Attributes
    ----------
    keeps_empty
        Whether an empty value is a value (a free text); otherwise an empty optional field is one that was not written.
    """

    name: str
    shape: Shape
    doc: str
    required: bool = False
    keeps_empty: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of its value, with what the field is for."""
        schema = self.shape.schema()
        return {**schema, "description": f"{self.doc} {schema.get('description', '')}".strip()}


@dataclass
class Draft:
    """A record as it was read: what was readable, and where everything stands.

    Attributes
    ----------
    spot
        The record's place; problems of one field are reported at `of(field)`.
    values
        By field; only what was written and could be read.
    written
        Line and text of every field that was written, readable or not.
    """

    spot: Spot
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, tuple[int, str]] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or `default`."""
        return self.values.get(name, default)

    def text(self, name: str) -> str:
        """Return what was written in a field, or an empty text."""
        return self.written[name][1] if name in self.written else ""

    def of(self, name: str) -> Spot:
        """Return the place of a field: its own line where it was written."""
        line = self.written[name][0] if name in self.written else self.spot.line
        return self.spot.at(line).within(name)

    @property
    def source(self) -> Source:
        """Where the record begins."""
        return self.spot.source


@dataclass(frozen=True)
class Table:
    """The shape of a record.

    Attributes
    ----------
    noun
        What one record is called: `task`, `person`.
    key
        The field that names it in messages; empty for none.
    hints
        For keys that people write here and that belong elsewhere: what to do instead.
    """

    noun: str
    fields: tuple[Field, ...]
    key: str = "id"
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all fields."""
        return tuple(each.name for each in self.fields)

    def read(self, node: Node, spot: Spot) -> Draft | None:
        """Return the record in a YAML mapping; None, and a problem, where it is no mapping."""
        here = spot.at(node.line)
        if not isinstance(node, Mapping):
            here.wrong(
                f"keys with values ({', '.join(self.names[:4])}{', …' if len(self.names) > 4 else ''})",
                got=verbatim(node),
                said=f"{spot.field or 'the ' + self.noun} is {described(node)}",
            )
            return None
        here = here.about(self._subject(node, spot.subject)) if self.key else here
        inner = Spot(here.findings, here.file, here.line, here.subject, "" if self.key else here.field)
        known = []
        for entry in node.entries:
            if entry.key in self.names:
                known.append(entry)
            else:
                self._refuse(entry, inner)
        return self.draft(known, inner)

    def draft(self, entries: Iterable[Entry], spot: Spot) -> Draft:
        """Return the record in `entries`, all of whose keys are known, with required fields checked."""
        by_name = {entry.key: entry for entry in entries}
        draft = Draft(spot)
        for each in self.fields:
            entry = by_name.get(each.name)
            empty = entry is None or (isinstance(entry.value, Scalar) and not entry.value.text.strip())
            if entry is not None and (not empty or each.keeps_empty):
                draft.written[each.name] = entry.line, verbatim(entry.value)
                value = each.shape.read(entry.value, spot.at(entry.line).within(each.name))
                if value is not None:
                    draft.values[each.name] = value
            elif each.required:
                self._miss(each, entry, spot)
        return draft

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        properties = {each.name: each.schema() for each in self.fields}
        required = [each.name for each in self.fields if each.required]
        schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**schema, "required": required} if required else schema

    def _subject(self, node: Mapping, parent: str) -> str:
        named = next((e.value for e in node.entries if e.key == self.key and isinstance(e.value, Scalar)), None)
        own = f"{self.noun} '{named.text[:60]}'" if named is not None and named.text else self.noun
        return f"{own} of {parent}" if parent else own

    def _refuse(self, entry: Entry, spot: Spot) -> None:
        fix = dict(self.hints).get(entry.key) or did_you_mean(entry.key, self.names)
        here = spot.at(entry.line).within(entry.key)
        said = f"'{entry.key[:60]}' is not a key of {here.field.rpartition('.')[0] or 'a ' + self.noun}"
        here.wrong(one_of(self.names, most=20), got=entry.key, said=said, fix=fix)

    def _miss(self, each: Field, entry: Entry | None, spot: Spot) -> None:
        expected = each.shape.expected if isinstance(each.shape, Form | Many) else each.doc[0].lower() + each.doc[1:]
        here = spot.at(entry.line if entry else spot.line).within(each.name)
        if entry is None:
            here.wrong(expected.rstrip("."), fix=f"add {each.name}")
        else:
            here.wrong(expected.rstrip("."), got="", said=f"{here.field} is empty")
