"""Seeds: ours are sound, a second run changes nothing, and a broken file changes nothing and says where."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from policies import lifecycle
from policies.actions import MILESTONE_FIELDS
from policies.importers.seed_files import SeedError
from policies.importers.seeds import load_seeds
from policies.models import Alignment, Country, Funding, Policy, PolicyEvent, PolicyRelation, Project, Source, Topic

OURS = settings.BASE_DIR / "seeds"


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of the application, as they are stored."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("policies").get_models(include_auto_created=True)
    }


# Our own


@pytest.fixture(scope="module")
def our_seeds(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """Loaded once for this module, and rolled back after it."""
    from django.db import transaction  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        output = StringIO()
        call_command("seed", stdout=output)
        yield output.getvalue()
        transaction.set_rollback(True)
