"""The fixed words of a visit and its parts: kinds, states, payers, outcomes, purposes, roles."""

from __future__ import annotations

from django.db import models


class VisitKind(models.TextChoices):
    """Where and how a visit took place (FHIR encounter class, ActCode)."""

    AMBULATORY = "AMB", "Khám tại trạm"
    HOME = "HH", "Thăm tại nhà"
    EMERGENCY = "EMER", "Cấp cứu"
    VIRTUAL = "VR", "Khám từ xa"
    FIELD = "FLD", "Lưu động"
    INPATIENT = "IMP", "Nội trú"


class VisitStatus(models.TextChoices):
    """FHIR encounter status, and superseded for what an amendment replaced."""

    IN_PROGRESS = "in-progress", "Đang khám"
    FINISHED = "finished", "Đã xong"
    CANCELLED = "cancelled", "Đã huỷ"
    SUPERSEDED = "superseded", "Đã sửa"


class Payer(models.TextChoices):
    """Who pays for a visit."""

    BHYT = "bhyt", "BHYT"
    SELF = "self", "Tự trả"
    FREE = "free", "Miễn phí"
    OTHER = "other", "Khác"


class Outcome(models.TextChoices):
    """How somebody left a visit."""

    HOME = "home", "Về nhà"
    REFERRED = "referred", "Chuyển tuyến"
    ADMITTED = "admitted", "Nằm lại trạm"
    DIED = "died", "Tử vong"
    LEFT = "left", "Bỏ về"


class Purpose(models.TextChoices):
    """What a visit was for."""

    ILLNESS = "illness", "Khám bệnh"
    CHECKUP = "checkup", "Khám sức khoẻ"
    FOLLOW_UP = "followup", "Tái khám"
    PREVENTION = "prevention", "Dự phòng"
    COUNSELLING = "counselling", "Tư vấn"
    EMERGENCY = "emergency", "Cấp cứu"


class RowStatus(models.TextChoices):
    """Whether a row of the record counts."""

    CURRENT = "current", "Đang dùng"
    SUPERSEDED = "superseded", "Đã sửa"
    CANCELLED = "cancelled", "Đã huỷ"


class DiagnosisRole(models.TextChoices):
    """The place of a diagnosis in a visit."""

    MAIN = "main", "Bệnh chính"
    ACCOMPANYING = "accompanying", "Bệnh kèm theo"
    PROBLEM = "problem", "Bệnh đang theo dõi"


class Certainty(models.TextChoices):
    """FHIR condition verification status."""

    PROVISIONAL = "provisional", "Sơ bộ"
    CONFIRMED = "confirmed", "Xác định"
