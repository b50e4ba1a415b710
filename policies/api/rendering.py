"""The formats of answers, as Django REST framework chooses among them. The views write the bytes themselves."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

from policies.api.problems import CONTENT_TYPE


class JSON(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return orjson.dumps(data)


class NDJSON(JSON):
    media_type = "application/x-ndjson"
    format = "ndjson"


class YAML(JSON):
    media_type = "application/yaml"
    format = "yaml"


class PROBLEM(JSON):
    media_type = CONTENT_TYPE
    format = "problem"
