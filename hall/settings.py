"""Settings of the hall, all from the environment; every default is safe (loopback only, debug off, secrets made once).

`HALL_DATA`           folder for keys, files, uploads and the SQLite database (default ./var/hall)
`DATABASE_URL`        default sqlite in the data folder; `postgres://...` for a city
`HALL_POOLED`         "1" when a pooler that does not keep prepared statements stands before PostgreSQL
`HALL_S3_BUCKET`      papers and uploads go into this bucket instead of the data folder; keys of S3 as boto3 finds them
                      (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, or the machine's role)
`HALL_S3_ENDPOINT`    where that S3 is, when it is not Amazon's; `HALL_S3_REGION`
`HALL_SECRET_KEY`     default: made once and kept in the data folder
`HALL_HOSTS`          comma-separated host names the hall answers to, besides loopback
`HALL_PUBLIC_URL`     how residents' phones reach the hall, for the links in notices (default: the first of HALL_HOSTS)
`HALL_HTTPS`          "1" when a TLS proxy stands in front: secure cookies, HSTS, https origins; the last entry of
                      its X-Forwarded-For is then whose wrong tries are counted, so the proxy must set it
`HALL_SOURCES`        TOML file of the departments that answer look-ups (`hall.verification.sources`); none is connected
                      without it
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from hall.s3 import s3_store
from hall.secret_files import once_made

HALL_DATA = Path(os.environ.get("HALL_DATA", "var/hall")).absolute()
HALL_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)

_https = os.environ.get("HALL_HTTPS") == "1"
_hosts = [host.strip() for host in os.environ.get("HALL_HOSTS", "").split(",") if host.strip()]

DEBUG = False
SECRET_KEY = os.environ.get("HALL_SECRET_KEY") or once_made(HALL_DATA / "keys" / "django", lambda: os.urandom(48)).hex()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_hosts]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _hosts] if _https else []
HALL_PUBLIC_URL = os.environ.get("HALL_PUBLIC_URL", "").rstrip("/") or (
    f"{'https' if _https else 'http'}://{_hosts[0]}" if _hosts else "http://127.0.0.1:8700"
)
HALL_SOURCES = os.environ.get("HALL_SOURCES", "")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 3600  # one working day at the desk
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hall.wrong.forbidden"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "hall.accounts",
    "hall.fleet",
    "hall.catalogues",
    "hall.cases",
    "hall.parcels",
    "hall.notices",
    "hall.intake",
    "hall.handover",
    "hall.oversight",
    "hall.verification",
    "hall.certificates",
    "hall.cards",
    "hall.reuse",
    "hall.counter",
    "hall.districts",
    "hall.reminders",
    "hall.console",
]
MIDDLEWARE = [
    "hall.access_log.write_line",
    "hall.metrics.count_requests",
    "hall.fleet.word.signed_refusals",
    "hall.wrong.plain_refusals",
    "hall.nul.NoNul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "hall.urls"
WSGI_APPLICATION = "hall.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

_database: dict[str, Any] = dict(
    dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{HALL_DATA / 'hall.sqlite3'}", conn_max_age=600)
)
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # writers queue at BEGIN instead of failing in the middle
        "timeout": 20,
        # WAL with synchronous=FULL is the one SQLite setting that lost nothing in power cuts (queue facts)
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES = {"default": _database}
else:
    _database |= {"ENGINE": "hall.postgresql", "CONN_HEALTH_CHECKS": True}
    # Nothing the hall asks takes so long that compiling it would pay. A pooler that changes servers between
    # transactions loses kept plans, and may take no options.
    _ours: dict[str, Any] = {"prepare_threshold": 0, "options": "-c jit=off"}
    _database["OPTIONS"] = ({} if os.environ.get("HALL_POOLED") == "1" else _ours) | _database.get("OPTIONS", {})
    # Case numbers are counted beside the transaction that uses them (decision 054): over a connection of their own.
    DATABASES = {"default": _database, "counter": dict(_database)}
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing of ours asks for it
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "papers": {"BACKEND": "hall.store.DurableDisk", "OPTIONS": {"location": HALL_DATA}},
}
if _bucket := os.environ.get("HALL_S3_BUCKET"):
    STORAGES["papers"] = s3_store(_bucket, os.environ.get("HALL_S3_ENDPOINT"), os.environ.get("HALL_S3_REGION"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"  # working days and case numbers are counted on this city's calendar
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves straight from the packages: no collect step, nothing to forget
APPEND_SLASH = True
LOGIN_URL = "/console/login"

FILE_UPLOAD_HANDLERS = ["hall.in_memory.InMemory"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # one tus chunk or one envelope; the API's own limits are lower

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "hall": {"handlers": ["stderr"], "level": "INFO", "propagate": True},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # 4xx stand in the access log, without the path
    },
}
