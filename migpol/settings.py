"""All settings, read from the environment. docs: the table of settings in README.md."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from migpol.environment import (
    LOG_LEVELS,
    SQLITE,
    cache,
    choice,
    database,
    email,
    origin,
    origins,
    sentry_dsn,
    setting,
    time_zone,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = Env()

DEBUG = setting(env.bool, "DEBUG", False)
SITE_URL = origin(env, "SITE_URL", "http://127.0.0.1:8000" if DEBUG else "https://localhost")
_site = urlsplit(SITE_URL)

#: Known to everybody, so fit for development only: without DEBUG a secret one must be set.
DEVELOPMENT_KEY = "development-only-key-" + "0" * 40
SECRET_KEY = setting(env.str, "SECRET_KEY", DEVELOPMENT_KEY) if DEBUG else setting(env.str, "SECRET_KEY")
if not DEBUG and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Setting SECRET_KEY: give it at least 50 random characters")
ALLOWED_HOSTS = setting(env.list, "ALLOWED_HOSTS", [_site.hostname, *(["localhost", "127.0.0.1"] if DEBUG else [])])
CSRF_TRUSTED_ORIGINS = origins(env, "CSRF_TRUSTED_ORIGINS", [SITE_URL])

INSTALLED_APPS = [
    "migpol.apps.EntryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "csp",
    "reversion",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "corsheaders",
    "drf_spectacular",
    "policies",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "policies.views.errors.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "policies.access.middleware.Proven",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "policies.views.errors.HelpfulNotFound",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "migpol.urls"
WSGI_APPLICATION = "migpol.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(env, "DATABASE_URL", f"sqlite:///{VAR_DIR / 'migpol.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == SQLITE:
    VAR_DIR.mkdir(exist_ok=True)
# A second database for the reads of public pages: checked, so that a bad address is not found out later, but not used yet.
DATABASE_REPLICA = database(env, "DATABASE_REPLICA_URL", "")

CACHES = {"default": cache(env)}

_email = email(env)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST", "")
EMAIL_PORT = _email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Five failures with one name from one address lock out that name from that address for a while: of the name alone, and
# anybody could keep an analyst out; of the address alone, and one could lock out an office.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "policies.access.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "policies.access.lockout.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False  # policies/admin/audit.py shows them
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "MigPol"
CSRF_FAILURE_VIEW = "policies.access.refusals.csrf_failure"

# A session ends with the browser, when nobody used it for a working day, and in any case a day after signing in.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LONGEST_AGE = 24 * 60 * 60

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "migpol.formats"
TIME_ZONE = time_zone(env)
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# HTTPS is what SITE_URL says: behind TLS everything is strict, a plain http:// site is for one's own machine.
_https = _site.scheme == "https"
SECURE_SSL_REDIRECT = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
# Who asks is told by the proxies before the server, each of which adds an address to X-Forwarded-For; without TLS there is none.
TRUSTED_PROXIES = whole_number(env, "TRUSTED_PROXIES", 1 if _https else 0)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOG_LEVEL = choice(env, "LOG_LEVEL", "INFO", LOG_LEVELS)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # A line a request would bury what check_links has to say.
        "httpx": {"level": "WARNING"},
        # A line a sign-in, with nothing in it; lock-outs are warnings.
        "axes": {"level": "WARNING"},
    },
}

# Errors are sent to Sentry only where it is asked for; then without the addresses and names of users.
SENTRY_DSN = sentry_dsn(env)
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)

# How check_links asks, where it is not as policies.links.Manners says. Tests let it ask this machine; nothing else should.
CHECK_LINKS: dict[str, bool | float] = {}

# Forms of a policy with all its rows are long, not endless.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# /api/ is read by programs of any origin; pages and the admin are not. Nobody is known there, so there are no credentials.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_EXPOSE_HEADERS = ("ETag", "Last-Modified", "Link", "Retry-After", "RateLimit-Policy", "RateLimit-Limit",
                       "RateLimit-Remaining", "RateLimit-Reset")  # fmt: skip
API_REQUESTS_PER_MINUTE = whole_number(env, "API_REQUESTS_PER_MINUTE", 1200)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "policies.api.description.Description",
    "DEFAULT_RENDERER_CLASSES": ["policies.api.rendering.JSON"],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MigPol",
    "DESCRIPTION": "A public record of how governments adopt migration policy. Read only, without an account. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "Data: CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["policies.api.description.tidy"],
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
}
