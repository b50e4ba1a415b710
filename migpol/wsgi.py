"""WSGI entry point: ``gunicorn migpol.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migpol.settings")
application = get_wsgi_application()
