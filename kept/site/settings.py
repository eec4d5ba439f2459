"""Django's settings, from the desk's directory and a few environment variables.

KEPT_HOME      the desk's directory          var/desk
KEPT_DATABASE  postgres://… for PostgreSQL   (SQLite in KEPT_HOME)
KEPT_WEB       where the web listens         127.0.0.1:8000
KEPT_SMTP      where mail is received        127.0.0.1:2525
KEPT_LMTP      where also, by LMTP           (nowhere; host:port or the path of a socket)
KEPT_DNS       who is asked about senders   (the system's name servers; host:port or off)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from kept.site.desk import read_desk, secret_key
from kept.site.environment import SMTP, WEB, database, listening, lmtp_listening, name_server

KEPT_HOME = Path(os.environ.get("KEPT_HOME", "var/desk")).absolute()
KEPT_WEB = listening("KEPT_WEB", WEB)
KEPT_SMTP = listening("KEPT_SMTP", SMTP)
KEPT_LMTP = lmtp_listening("KEPT_LMTP")
KEPT_DNS = name_server("KEPT_DNS")
DESK = read_desk(KEPT_HOME)

SECRET_KEY = secret_key(KEPT_HOME)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(DESK.url).hostname or ""]
SECURE = DESK.url.startswith("https://")
CSRF_TRUSTED_ORIGINS = [DESK.url]
CSRF_FAILURE_VIEW = "kept.site.errors.forged"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "kept.record",
    "kept.people",
    "kept.mailboxes",
    "kept.erasing",
    "kept.companies",
    "kept.deadlines",
    "kept.tickets",
    "kept.search",
    "kept.front",
    "kept.letters",
    "kept.saved_replies",
    "kept.channels.mail",
    "kept.channels.mail.imap",
    "kept.channels.mail.webhooks",
    "kept.channels.portal",
    "kept.announcements",
    "kept.live",
    "kept.reports",
    "kept.replay",
    "kept.policy_editor",
    "kept.mailbox_settings",
    "kept.letter_settings",
    "kept.people_settings",
    "kept.team_settings",
    "kept.workspace",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kept.site.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kept.site.middleware.wrong_method",
    "kept.site.middleware.asked_from",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Letters are shown in frames. For all pages, since Turbo keeps the first one's policy.
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

ROOT_URLCONF = "kept.site.urls"
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["kept.people.door.Password"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_ENGINE = "kept.people.session"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(KEPT_HOME, os.environ.get("KEPT_DATABASE", ""))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "kept.site.context.desk",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
#: What customers can be spoken to in; which of them a desk offers, its policy says.
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("de", _("German"))]
TEAM_LANGUAGES = LANGUAGES[:2]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = KEPT_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kept.front.storage.Storage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"kept": {"level": "INFO"}},
}
