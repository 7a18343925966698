"""Words several commands say."""

from __future__ import annotations

from django.utils.translation import gettext_noop

PERIODS = gettext_noop("2026, 2026-H2, 2026-Q4, 2026-10, 2026-10-05, 2026-10-01..2026-10-15")
