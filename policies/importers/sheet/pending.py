"""Files that were uploaded and wait for somebody to look at their dry run."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from policies.choices import ImportState
from policies.importers.sheet.opening import open_table
from policies.models import ImportBatch

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: A file that nobody confirms is thrown away after so long.
KEPT_FOR: Final = dt.timedelta(days=7)


@transaction.atomic
def keep(data: bytes, name: str, user: User) -> ImportBatch:
    """Keeps a file for its dry run; the same file of the same person takes the place of the one before.

    SheetError if it is no table that can be read.
    """
    open_table(data, name)
    checksum = hashlib.sha256(data).hexdigest()
    pending = ImportBatch.objects.filter(state=ImportState.PENDING)
    pending.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    pending.filter(created_by=user, checksum=checksum).delete()
    return ImportBatch.objects.create(file_name=name[:200], checksum=checksum, content=data, created_by=user)
