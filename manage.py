#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migpol.settings")
    # Read first: Django goes on without settings that it cannot read, and then some commands hide which one is bad.
    settings.INSTALLED_APPS  # noqa: B018
    execute_from_command_line(sys.argv)
