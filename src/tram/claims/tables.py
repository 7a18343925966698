"""Published readings of claims: how each stands with the insurer, in money. Claims that were withdrawn are left out."""

from __future__ import annotations

from tram.claims.models import ClaimState
from tram.engines.query import Column, Table, Type

_COUNTED = tuple(state for state in ClaimState.values if state != ClaimState.WITHDRAWN)


def _dong(name: str, words: str, english: str) -> Column:
    return Column(name, Type.DECIMAL, scale=2, description_vi=f"{words}, đồng", description_en=f"{english}, dong")


CLAIMS = Table(
    name="claims.claims",
    sql_name="claims_claim",
    grain="một dòng = một hồ sơ bảo hiểm y tế của một lượt khám, chưa rút",
    person_column="person_id",
    place_column="commune",
    links=(("visit", "visit_id"), ("facility", "facility_id")),
    select=(
        "SELECT id, person_id, commune, facility_id, visit_now AS visit_id, month AS day, decision, state, errors, "
        "attempt, total, in_scope, fund, copaid, self_paid, other FROM claims_claim WHERE state <> 'withdrawn'"
    ),
    columns=(
        Column("id", Type.ID, description_vi="mã hồ sơ", description_en="claim id"),
        Column("person_id", Type.ID, description_vi="mã người", description_en="person id"),
        Column("commune", Type.CODE, description_vi="xã khám", description_en="commune of the visit"),
        Column("facility_id", Type.ID, nullable=True, description_vi="cơ sở khám", description_en="facility"),
        Column("visit_id", Type.ID, nullable=True, description_vi="lần khám", description_en="visit"),
        Column(
            "day",
            Type.DATE,
            description_vi="ngày đầu của tháng quyết toán",
            description_en="first day of the month it is settled in",
        ),
        Column("decision", Type.CODE, description_vi="lập theo quyết định", description_en="decision it follows"),
        Column(
            "state",
            Type.CODE,
            codes=_COUNTED,
            description_vi="còn lỗi, chờ gửi, đã gửi, đã nhận, bị từ chối",
            description_en="errors, waiting, sent, accepted, refused",
        ),
        Column("errors", Type.INT, description_vi="số lỗi phải sửa", description_en="findings that stop it"),
        Column("attempt", Type.INT, description_vi="lần gửi", description_en="times it was sent"),
        _dong("total", "tổng chi phí", "total cost"),
        _dong("in_scope", "trong phạm vi bảo hiểm", "in the scope of insurance"),
        _dong("fund", "quỹ trả", "paid by the fund"),
        _dong("copaid", "người bệnh cùng chi trả", "share of the patient"),
        _dong("self_paid", "người bệnh tự trả", "paid by the patient"),
        _dong("other", "nguồn khác trả", "paid by other sources"),
    ),
)

TABLES = (CLAIMS,)
