"""The shape of each answer for its description, made from the columns of the table. Rows are read by ``reading``."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policies.api.entities import ENTITIES, Entity
from policies.api.reading import is_integer
from policies.columns import Column

HONEST_DATE: Final = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def field_of(entity: Entity, column: Column) -> serializers.Field:
    """Columns that are required, and the one that names a record, always have a value; any may be left out with ``fields``."""
    is_known = column.required or (column.name,) == entity.table.key
    said: dict[str, Any] = {"help_text": column.help, "required": False, "allow_null": not is_known}
    if column.kind == "list":
        return serializers.ListField(child=serializers.CharField(), help_text=column.help, required=False)
    if column.codes:
        return serializers.ChoiceField(choices=list(column.codes), **said)
    if column.kind == "number":
        whole = is_integer(entity.table.model, column)
        return serializers.IntegerField(**said) if whole else serializers.FloatField(**said)
    if column.kind == "flag":
        return serializers.BooleanField(**said)
    if column.kind == "date":
        return serializers.RegexField(HONEST_DATE, **said)
    return serializers.CharField(**said)


@cache
def row_of(name: str) -> type[serializers.Serializer]:
    """A record of a table, with the rows that come with it when asked."""
    entity = ENTITIES[name]
    fields: dict[str, Any] = {column.name: field_of(entity, column) for column in entity.columns}
    for include, rows in entity.includes:
        help = _("Only with include=%s.") % include
        fields[include] = row_of(rows.table)(many=True, required=False, help_text=help)
    fields["__doc__"] = str(entity.table.help)
    return type(f"{entity.table.model.__name__}Serializer", (serializers.Serializer,), fields)


class LinksSerializer(serializers.Serializer):
    """Addresses of other pages of the same selection."""

    self = serializers.CharField()
    first = serializers.CharField()
    previous = serializers.CharField(allow_null=True)
    next = serializers.CharField(allow_null=True, help_text=_("Null on the last page."))
    last = serializers.CharField(allow_null=True)


@cache
def page_of(name: str) -> type[serializers.Serializer]:
    fields = {
        "count": serializers.IntegerField(help_text=_("How many rows the selection has.")),
        "page": serializers.IntegerField(allow_null=True, help_text=_("Null with a cursor.")),
        "pages": serializers.IntegerField(allow_null=True, help_text=_("Null with a cursor.")),
        "page_size": serializers.IntegerField(),
        "as_of": serializers.RegexField(HONEST_DATE, help_text=_("The day of the answer.")),
        "data_version": serializers.IntegerField(help_text=_("Rises with each change of what readers see.")),
        "licence": serializers.CharField(help_text=_("Of all rows: name MigPol and the permalink.")),
        "links": LinksSerializer(),
        "results": row_of(name)(many=True),
    }
    return type(f"{ENTITIES[name].table.model.__name__}PageSerializer", (serializers.Serializer,), fields)


class ErrorSerializer(serializers.Serializer):
    """A parameter that is to blame."""

    parameter = serializers.CharField()
    value = serializers.CharField(help_text=_("As it was understood, shortened."))
    detail = serializers.CharField(help_text=_("What is wrong with it, and how to mend it."))


class ProblemSerializer(serializers.Serializer):
    """RFC 9457: what is wrong, and how to mend it."""

    type = serializers.CharField(help_text=_("Address of the explanation of this kind of problem."))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text=_("The path that was asked."))
    errors = ErrorSerializer(many=True, required=False)


class AddressesSerializer(serializers.Serializer):
    about = serializers.CharField()
    list = serializers.CharField()
    ndjson = serializers.CharField()


class IndexSerializer(serializers.Serializer):
    """What there is."""

    version = serializers.CharField()
    data_version = serializers.IntegerField()
    licence = serializers.CharField()
    documentation = serializers.CharField()
    description = serializers.CharField()
    entities = serializers.DictField(child=AddressesSerializer())
