"""What the reports room publishes for layouts: the lines of its registers, put together by ``reads``."""

from __future__ import annotations

from tram.engines.query import Column, Table, Type
from tram.reports.lines_of_vaccinations import CELLS
from tram.reports.lines_of_vaccinations import column as shot_column

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


def _column(name: str, kind: Type, words: str, english: str, *, nullable: bool = False) -> Column:
    return Column(name, kind, nullable=nullable, description_vi=words, description_en=english)


_PERSON_COLUMNS = (
    _column("number", Type.INT, "số thứ tự trong sổ", "number in the book"),
    _column("day", Type.DATE, "ngày xếp sổ", "day that orders the book"),
    _column("person", Type.ID, "mã người", "person id"),
    _column("commune", Type.CODE, "mã xã nơi ở hiện nay", "present commune code"),
    _column("full_name", Type.TEXT, "họ và tên", "full name"),
    Column("sex", Type.CODE, codes=("male", "female", "other", "unknown"), description_vi="giới", description_en="sex"),
    _column("birth", Type.DATE, "ngày sinh; là chữ khi chỉ biết tháng hoặc năm", "date of birth", nullable=True),
    _column("identity", Type.TEXT, "số giấy tờ tùy thân", "identity document"),
    _column("insurance", Type.TEXT, "số thẻ BHYT cuối kỳ", "insurance card at the end of the period"),
    _column("village", Type.TEXT, "thôn, bản", "village"),
    _column("address", Type.TEXT, "nơi ở cuối kỳ", "address at the end of the period"),
    _column("ethnicity", Type.TEXT, "tên dân tộc", "ethnic group"),
    _column("occupation", Type.TEXT, "tên nghề nghiệp", "occupation"),
    _column("phone", Type.TEXT, "số điện thoại", "telephone"),
)
_CASE_COLUMNS = (
    _column("code", Type.CODE, "mã bệnh ICD-10", "ICD-10 code"),
    _column("diagnosis", Type.TEXT, "tên bệnh", "name of the disease"),
    _column("since", Type.DATE, "ngày phát hiện, khởi phát", "known since"),
    _column("visits", Type.INT, "số lượt khám trong kỳ", "visits in the period"),
    _column("last_day", Type.DATE, "ngày khám gần nhất trong kỳ", "last visit in the period", nullable=True),
    _column("last_result", Type.TEXT, "kết quả đo lần gần nhất", "last result"),
    _column("treatment", Type.TEXT, "thuốc, xử trí lần gần nhất", "last treatment"),
    _column("outcome", Type.TEXT, "kết quả lần khám gần nhất", "outcome of the last visit"),
    _column("died", Type.DATE, "ngày mất", "day of death", nullable=True),
)


def _lines(name: str, grain: str, columns: tuple[Column, ...]) -> Table:
    return Table(name=name, sql_name="", grain=grain, id_column="person", person_column="person", columns=columns)


DEATH_LINES = _lines(
    "reports.death_lines",
    "một dòng = một người của xã mất trong kỳ; chữ đã thay cho mã",
    (
        *_PERSON_COLUMNS,
        _column("died", Type.DATE, "ngày mất; là chữ khi chỉ biết tháng hoặc năm", "day of death"),
        _column("age", Type.TEXT, "tuổi khi mất, bằng chữ", "age at death in words"),
        _column("place", Type.TEXT, "nơi mất", "place of death"),
        _column("cause", Type.TEXT, "nguyên nhân", "cause"),
    ),
)
CASE_LINES = _lines(
    "reports.case_lines",
    "một dòng = một người của xã có bệnh thuộc sổ, còn sống hoặc mất trong kỳ",
    (*_PERSON_COLUMNS, *_CASE_COLUMNS),
)
EPISODE_LINES = _lines(
    "reports.episode_lines",
    "một dòng = một chẩn đoán thuộc sổ ghi trong kỳ",
    (*_PERSON_COLUMNS, *_CASE_COLUMNS),
)
MONTH_LINES = _lines(
    "reports.month_lines",
    "một dòng = một năm theo dõi bệnh mạn tính của một người, mỗi tháng một ô",
    (
        *_PERSON_COLUMNS,
        *_CASE_COLUMNS,
        _column("facility", Type.TEXT, "cơ sở quản lý", "managing facility"),
        *(
            _column(f"month_{number}", Type.TEXT, f"tháng {number}: ngày, kết quả, mục tiêu, thuốc", f"month {number}")
            for number in range(1, 13)
        ),
        _column("seen", Type.INT, "số tháng có khám", "months seen"),
        _column("reached", Type.INT, "số tháng đạt mục tiêu", "months at goal"),
    ),
)
_SHOTS = {
    "hepb0": ("viêm gan B sơ sinh", "hepatitis B at birth"),
    "bcg": ("lao", "BCG"),
    "pertussis": ("DPT-VGB-Hib, DPT", "DTP-HepB-Hib, DTP"),
    "polio": ("bại liệt uống", "oral polio"),
    "ipv": ("bại liệt tiêm", "injected polio"),
    "rota": ("rota", "rotavirus"),
    "pcv": ("phế cầu", "pneumococcus"),
    "measles": ("sởi, sởi - rubella", "measles, measles-rubella"),
    "je": ("viêm não Nhật Bản", "Japanese encephalitis"),
    "td": ("uốn ván - bạch hầu lúc 7 tuổi", "Td at 7 years"),
    "hpv": ("HPV", "HPV"),
    "tetanus-women": ("uốn ván cho phụ nữ", "tetanus for women"),
}
VACCINATION_LINES = _lines(
    "reports.vaccination_lines",
    "một dòng = một người của xã với ngày của từng mũi được tính theo lịch tiêm",
    (
        *_PERSON_COLUMNS,
        _column("caregiver", Type.TEXT, "mẹ hoặc người chăm sóc", "mother or caregiver"),
        *(
            _column(
                shot_column(cell),
                Type.DATE,
                f"{_SHOTS[cell[0]][0]} mũi {cell[1]}",
                f"{_SHOTS[cell[0]][1]} {cell[1]}",
                nullable=True,
            )
            for cell in CELLS
        ),
        _column("other", Type.TEXT, "mũi khác, ngoài lịch", "other doses"),
        _column(
            "complete_on",
            Type.DATE,
            "ngày đủ các mũi trước 1 tuổi",
            "day the first year's doses were there",
            nullable=True,
        ),
        _column("pregnancy", Type.TEXT, "thai kỳ trong năm", "pregnancy in the year"),
        _column("note", Type.TEXT, "mũi không tính, từ chối, chống chỉ định", "doses that do not count, refusals"),
    ),
)
TABLES = (REGISTER_LINES, DEATH_LINES, CASE_LINES, EPISODE_LINES, MONTH_LINES, VACCINATION_LINES)
