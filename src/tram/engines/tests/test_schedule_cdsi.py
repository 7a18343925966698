"""Reading a schedule and test cases in the CDC's forms; everything here is made up."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tram.engines.schedule import ScheduleError, Span, load_cdsi
from tram.engines.schedule.cdsi.cases import read_cases
from tram.engines.schedule.cdsi.compare import compare, right_cases, right_fields

WHOLE = """<scheduleSupportingData>
<liveVirusConflicts><liveVirusConflict><previous><cvx>02</cvx></previous><current><cvx>01</cvx></current>
<conflictBeginInterval>1 day</conflictBeginInterval><minConflictEndInterval>24 days</minConflictEndInterval>
<conflictEndInterval>28 days</conflictEndInterval></liveVirusConflict></liveVirusConflicts>
<vaccineGroups><vaccineGroup><name>Moon pox</name><administerFullVaccineGroup>Yes</administerFullVaccineGroup>
</vaccineGroup></vaccineGroups>
<vaccineGroupToAntigenMap><vaccineGroupMap><name>Moon pox</name><antigen>Moon</antigen></vaccineGroupMap>
</vaccineGroupToAntigenMap>
<cvxToAntigenMap><cvxMap><cvx>01</cvx><association><antigen>Moon</antigen>
<associationBeginAge>0 days</associationBeginAge><associationEndAge/></association></cvxMap></cvxToAntigenMap>
<observations><observation><observationCode>007</observationCode><observationTitle>Astronaut</observationTitle>
</observation></observations>
</scheduleSupportingData>"""
ANTIGEN = """<antigenSupportingData>
<immunity><clinicalHistory><guidelineCode>018</guidelineCode></clinicalHistory>
<dateOfBirth><immunityBirthDate>01/02/1957</immunityBirthDate><birthCountry>U.S.</birthCountry>
<exclusion><exclusionCode>055</exclusionCode></exclusion></dateOfBirth></immunity>
<contraindications><vaccineGroup><contraindication><observationCode>080</observationCode><beginAge/><endAge/>
</contraindication></vaccineGroup></contraindications>
<series><seriesName>Moon 1-dose</seriesName><targetDisease>Moon</targetDisease><seriesType>Standard</seriesType>
<selectSeries><defaultSeries>Yes</defaultSeries><seriesGroup>1</seriesGroup><seriesPriority>A</seriesPriority>
<seriesPreference>1</seriesPreference><maxAgeToStart>n/a</maxAgeToStart></selectSeries><indication/>
<seriesDose><doseNumber>Dose 1</doseNumber>
<age><absMinAge>6 weeks - 4 days</absMinAge><minAge>6 weeks</minAge><earliestRecAge>2 months</earliestRecAge>
<latestRecAge>3 months + 4 weeks</latestRecAge><maxAge/><effectiveDate/><cessationDate>20301231</cessationDate></age>
<interval/><preferableVaccine><cvx>01</cvx><beginAge/><endAge/><mvx/><forecastVaccineType>Y</forecastVaccineType>
</preferableVaccine>
<conditionalSkip><context>Both</context><setLogic>n/a</setLogic><set><conditionLogic/><condition>
<conditionType>Vaccine Count By Age</conditionType><vaccineTypes>01; 02</vaccineTypes><doseCount>7</doseCount>
<doseType>Valid</doseType><doseCountLogic>Greater Than</doseCountLogic></condition></set></conditionalSkip>
<recurringDose>No</recurringDose></seriesDose></series>
</antigenSupportingData>"""
MOON = "AntigenSupportingData- Moon-508.xml"
HEADER = (
    "CDC_Test_ID,Test_Case_Name,DOB,gender,Series_Status,Date_Administered_1,CVX_1,MVX_1,Evaluation_Status_1,"
    "Forecast_#,Earliest_Date,Recommended_Date,Past_Due_Date,Vaccine_Group,Assessment_Date"
)
WAITING = 'M-1,"Born, not\nvaccinated",{},F,Not complete,,,,,1,{},{},{},moon POX,{}'
GIVEN = "M-2,One dose,2025-01-01,M,Complete,2025-03-01 00:00:00,1.0,skb,Valid,-,,,,Moon pox,2025-06-01"


@pytest.fixture
def support(tmp_path: Path) -> Path:
    folder = tmp_path / "support"
    folder.mkdir()
    (folder / "ScheduleSupportingData.xml").write_text(WHOLE, encoding="utf-8")
    (folder / MOON).write_text(ANTIGEN, encoding="utf-8")
    return folder


def waiting(form: str) -> str:
    days = (date(2025, 1, 1), date(2025, 2, 12), date(2025, 3, 1), date(2025, 4, 28), date(2025, 1, 10))
    return WAITING.format(*(day.strftime(form) for day in days))


def cases(path: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join((header, *lines)).encode(encoding))
    return path


def test_the_schedule_is_read(support: Path):
    plan = load_cdsi(support)
    antigen = plan.antigens[0]
    step = antigen.series[0].doses[0]
    assert step.ages[0].absolute == Span(days=38)
    assert step.ages[0].latest == Span(months=3, days=28)
    assert step.ages[0].until == date(2030, 12, 31)
    assert step.skips[0].sets[0].conditions[0].vaccines == {"01", "02"}
    assert antigen.immune_born[0].before == date(1957, 1, 2)
    assert (plan.groups[0].full, plan.conflicts[0].end, plan.names["007"]) == (True, Span(days=28), "Astronaut")


@pytest.mark.parametrize(
    ("file", "said", "other", "sentence"),
    [
        (MOON, "6 weeks - 4 days", "six weeks", "không đọc được"),
        (MOON, "20301231", "someday", "«someday» không đọc được"),
        (MOON, ">Standard<", ">Odd<", "không biết loại lịch «Odd»"),
        (MOON, ">Both<", ">Odd<", "bối cảnh"),
        (MOON, "Vaccine Count By Age", "Weather", "«Weather»"),
        (MOON, ">7<", f">{'9' * 5000}<", "dài quá 9 chữ số"),
        (MOON, "</series>", "", "không phải XML"),
        (
            MOON,
            "<antigenSupportingData>",
            "<!DOCTYPE a><antigenSupportingData>",
            "DOCTYPE",
        ),
        ("ScheduleSupportingData.xml", "scheduleSupportingData", "other", "scheduleSupportingData"),
    ],
)
def test_an_odd_schedule_is_refused(support: Path, file: str, said: str, other: str, sentence: str):
    path = support / file
    path.write_text(path.read_text(encoding="utf-8").replace(said, other), encoding="utf-8")
    with pytest.raises(ScheduleError, match=sentence):
        load_cdsi(support)


def test_an_entity_is_never_resolved(support: Path, tmp_path: Path):
    (tmp_path / "secret.txt").write_text("Moon", encoding="utf-8")
    path = support / MOON
    doctype = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    path.write_text(doctype + ANTIGEN.replace(">Moon<", ">&s;<"), encoding="utf-8")
    with pytest.raises(ScheduleError):
        load_cdsi(support)


def test_a_folder_without_the_files_is_refused(tmp_path: Path):
    with pytest.raises(ScheduleError, match="Không có thư mục"):
        load_cdsi(tmp_path / "nowhere")
    with pytest.raises(ScheduleError, match="ScheduleSupportingData"):
        load_cdsi(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%d 00:00:00", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%Y%m%d"])
def test_cases_are_read_in_any_usual_form(support: Path, tmp_path: Path, encoding: str, form: str):
    plan = load_cdsi(support)
    read = read_cases(cases(tmp_path / "cases.csv", waiting(form), GIVEN, encoding=encoding))
    fields = [field for case in read for field in compare(plan, case)]
    assert right_cases(fields) == (2, 2)
    assert right_fields(fields)["dose"] == (1, 1)
    assert read[0].name == "Born, not\nvaccinated"


def test_other_headers_semicolons_and_excel_day_numbers_are_read(support: Path, tmp_path: Path):
    header = HEADER.replace("gender", "Gender").replace(",", ";").upper()
    line = "M-1;x;45658;f;NOT COMPLETE;;;;;1;45700;45717;45775;Moon Pox;45667.0"
    line = line.replace(";;;;;", ";NaT;nan;None;N/A;", 1)
    read = read_cases(cases(tmp_path / "cases.csv", line, ";;;;;;;;;;;;;;", header=header))
    assert right_cases(compare(load_cdsi(support), read[0])) == (1, 1)


def test_an_excel_sheet_is_read(support: Path, tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "cases.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.write_row(1, 0, GIVEN.split(","))
    sheet.write_datetime(1, 2, date(2025, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(1, 6, 1)
    book.close()
    read = read_cases(tmp_path / "cases.xlsx")
    assert right_cases(compare(load_cdsi(support), read[0])) == (1, 1)


def test_a_wrong_answer_is_seen(support: Path, tmp_path: Path):
    read = read_cases(cases(tmp_path / "cases.csv", GIVEN.replace("Valid", "Not Valid")))
    wrong = [field for field in compare(load_cdsi(support), read[0]) if not field.right]
    assert [(field.name, field.ours, field.theirs) for field in wrong] == [("dose 1", "valid", "not_valid")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "không có dòng nào"),
        ("a,b\n1,2", "thiếu cột: cdctestid"),
        (f"{HEADER}\n{GIVEN.replace('2025-01-01', 'yesterday')}", "Dòng 2 .M-2.: ngày «yesterday»"),
        (f"{HEADER}\n{GIVEN.replace('2025-01-01', '')}", "thiếu ngày ở cột dob"),
        (f"{HEADER}\n{GIVEN.replace('2025-01-01', '9999-12-31')}", "năm của ngày «9999-12-31» quá xa"),
        (f"{HEADER}\nM-2,One dose,2025-01-01,M", "Dòng 2 .M-2.: thiếu ngày ở cột assessmentdate"),
    ],
)
def test_cases_that_cannot_be_understood_are_refused(tmp_path: Path, text: str, sentence: str):
    path = tmp_path / "cases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScheduleError, match=sentence):
        read_cases(path)


def test_what_is_no_table_is_refused(support: Path, tmp_path: Path):
    binary = tmp_path / "cases.csv"
    binary.write_bytes(b"PK\x03\x04\x00\x00")
    for path in (binary, tmp_path / "nowhere.csv"):
        with pytest.raises(ScheduleError):
            read_cases(path)
    fake = tmp_path / "cases.xlsx"
    fake.write_bytes(codecs.BOM_UTF8 + b"no sheet")
    with pytest.raises(ScheduleError, match="Excel"):
        read_cases(fake)
    case = read_cases(cases(tmp_path / "moon.csv", GIVEN.replace("Moon pox", "Sun pox")))[0]
    with pytest.raises(ScheduleError, match="Sun pox"):
        compare(load_cdsi(support), case)
