"""Argon2id at OWASP's smaller setting: a station's laptop has little memory, and eight people may sign in at once."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class StationArgon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet); Django's own takes 100 MiB a sign-in."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
