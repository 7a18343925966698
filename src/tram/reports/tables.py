"""What the reports room publishes for layouts: the lines of the examination register, put together by ``reads``."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type

REGISTER_LINES = Table(
    name="reports.register_lines",
    sql_name="",
    grain="một dòng = một lần khám trong sổ khám bệnh của một cơ sở; chữ đã thay cho mã",
    id_column="visit",
    person_column="person",
    columns=(
        Column("number", Type.INT, description_vi="số thứ tự trong kỳ", description_en="number within the period"),
        Column("day", Type.DATE, description_vi="ngày khám", description_en="day of the visit"),
        Column("visit", Type.ID, description_vi="mã lần khám", description_en="visit id"),
        Column("person", Type.ID, description_vi="mã người", description_en="person id"),
        Column("commune", Type.CODE, description_vi="mã xã nơi ở hiện nay", description_en="present commune code"),
        Column("full_name", Type.TEXT, description_vi="họ và tên", description_en="full name"),
        Column(
            "sex",
            Type.CODE,
            codes=("male", "female", "other", "unknown"),
            description_vi="giới",
            description_en="sex",
        ),
        Column(
            "birth",
            Type.DATE,
            nullable=True,
            description_vi="ngày sinh; là chữ khi chỉ biết tháng hoặc năm",
            description_en="date of birth; text when only month or year are known",
        ),
        Column("identity", Type.TEXT, description_vi="số giấy tờ tùy thân", description_en="identity document"),
        Column("insurance", Type.TEXT, description_vi="số thẻ BHYT ngày khám", description_en="insurance card"),
        Column("address", Type.TEXT, description_vi="nơi ở ngày khám", description_en="address on the day"),
        Column("ethnicity", Type.TEXT, description_vi="tên dân tộc", description_en="ethnic group"),
        Column("occupation", Type.TEXT, description_vi="tên nghề nghiệp", description_en="occupation"),
        Column("symptoms", Type.TEXT, description_vi="triệu chứng, lý do khám", description_en="symptoms or reason"),
        Column("diagnosis", Type.TEXT, description_vi="chẩn đoán chính và kèm theo", description_en="diagnoses"),
        Column("treatment", Type.TEXT, description_vi="thuốc, xử trí, lời dặn", description_en="treatment"),
        Column("examiner", Type.TEXT, description_vi="người khám", description_en="examiner"),
        Column("note", Type.TEXT, description_vi="ghi chú, hẹn khám lại", description_en="note, next visit"),
    ),
)
TABLES = (REGISTER_LINES,)
