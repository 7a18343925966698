"""Columns that several published readings of this room share, and pieces of SQL they are made of."""

from __future__ import annotations

from tram.engines.query import Column, Type

ID = Column("id", Type.ID, description_vi="mã dòng", description_en="row id")
PERSON = Column("person", Type.ID, description_vi="mã người", description_en="person id")
COMMUNE = Column("commune", Type.CODE, description_vi="mã xã", description_en="commune code")
VILLAGE = Column("village", Type.ID, nullable=True, description_vi="thôn, bản", description_en="village")
HOUSEHOLD = Column("household", Type.ID, description_vi="mã hộ", description_en="household id")
START = Column("start", Type.DATE, description_vi="từ ngày", description_en="from", sql_name="start_day")
END = Column("end", Type.DATE, nullable=True, description_vi="đến ngày", description_en="until", sql_name="end_day")
SEX = Column(
    "sex", Type.CODE, codes=("male", "female", "other", "unknown"), description_vi="giới", description_en="sex"
)
ETHNICITY = Column(
    "ethnicity", Type.CODE, nullable=True, description_vi="mã dân tộc", description_en="ethnic group code"
)
BIRTH_DATE = Column(
    "birth_date",
    Type.DATE,
    nullable=True,
    description_vi="ngày sinh sớm nhất có thể",
    description_en="earliest day of birth",
)
BIRTH_PRECISION = Column(
    "birth_precision",
    Type.CODE,
    codes=("day", "month", "year"),
    description_vi="biết đến ngày, tháng hay chỉ năm",
    description_en="how much of the birth date is known",
)
DIED_ON = Column("died_on", Type.DATE, nullable=True, description_vi="ngày mất", description_en="day of death")
NAME_SORT = Column(
    "name_sort",
    Type.TEXT,
    description_vi="khoá xếp theo tên",
    description_en="key to sort by given name",
    identifying=True,
)

EVER = "CAST('1900-01-01' AS DATE)"


def starts(row: str) -> str:
    """The first day of a dated row, comparable."""
    return f"COALESCE({row}.valid_from, {EVER})"


def ends(row: str, overlap: str) -> str:
    """The last day a residence counts: cut where another of the person's begins."""
    return f"CASE WHEN {overlap}.residence IS NULL THEN {row}.valid_to ELSE {overlap}.until END"


def lived(row: str, overlap: str) -> str:
    """``FROM``: residences beside what they share with others."""
    return (
        f"people_residence AS {row} LEFT JOIN people_residence_overlap AS {overlap} ON {overlap}.residence = {row}.id"
    )


def counting(row: str, overlap: str) -> str:
    """Condition: the residence holds on some day and no other holds it in its stead."""
    return (
        f"{row}.kind IN ('permanent', 'temporary') AND ({overlap}.residence IS NULL OR {overlap}.counts) "
        f"AND ({row}.valid_to IS NULL OR {row}.valid_to >= {starts(row)})"
    )
