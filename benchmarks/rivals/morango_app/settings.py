"""Settings of one Morango node; its database is the file named by RIVAL_DATABASE."""

import os

SECRET_KEY = os.urandom(16).hex()
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "mptt",
    "rest_framework",
    "morango",
    "morango_app",
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "morango.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["RIVAL_DATABASE"],
        "OPTIONS": {"timeout": 60},
    }
}
