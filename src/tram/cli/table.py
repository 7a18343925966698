"""Every command, in the order the help shows them. A new command is one line here and two functions in its room.

``target`` is ``module:name``. ``name(args) -> int`` runs the command and returns its exit code; in the same module
``name_arguments(parser)``, where there is one, declares what it takes. A target without a name means ``run`` and
``add_arguments``. Modules load only when their command is called, so ``tram --help`` imports no Django.
"""

from __future__ import annotations

from dataclasses import dataclass

from tram.cli.language import say


@dataclass(frozen=True)
class Command:
    """One line of the table: its words, what it is for, where it lives, whether it needs the database set up."""

    name: str
    help_vi: str
    help_en: str
    target: str
    needs_django: bool = True
    fills: bool = False  # brings something in: an empty data folder is made ready first

    @property
    def words(self) -> tuple[str, ...]:
        """The words a person types: ``import residents`` has two."""
        return tuple(self.name.split())

    @property
    def help(self) -> str:
        """What the command is for, in the reader's language."""
        return say(self.help_vi, self.help_en)


COMMANDS: tuple[Command, ...] = (
    Command("demo", "trạm mẫu có sẵn người để thử ngay", "a sample station with people, ready to try",
            "tram.village.commands:demo"),
    Command("village", "dựng làng mẫu cỡ tuỳ ý để đo và tập", "build a synthetic village of any size",
            "tram.village.commands:village"),
    Command("serve", "mở Trạm trên máy này", "serve Trạm on this machine", "tram.cli.serve"),
    Command("init", "chuẩn bị thư mục dữ liệu", "make the data folder ready", "tram.cli.setup"),
    Command("user add", "thêm người dùng với một vai trò", "add a user with a role", "tram.cli.user:add",
            fills=True),
    Command("user list", "xem người dùng và vai trò", "list users and roles", "tram.cli.user:list_all"),
    Command("user password", "đặt lại mật khẩu", "set a password anew", "tram.cli.user:password"),
    Command("user grant", "giao thêm vai trò", "grant a role", "tram.cli.user:grant"),
    Command("user close", "đóng tài khoản", "close an account", "tram.cli.user:close"),
    Command("places boundaries", "nhập ranh giới xã từ tệp GeoJSON (không bắt buộc)",
            "import outlines of communes from GeoJSON (optional)", "tram.places.commands:boundaries"),
    Command("backup", "sao lưu, được cả khi đang dùng", "back up, also while in use", "tram.cli.backup:backup"),
    Command("restore", "phục hồi từ bản sao lưu", "restore a backup", "tram.cli.backup:restore"),
    Command("doctor", "máy này có ổn không, nếu không thì làm gì", "is this machine well, and if not, what to do",
            "tram.cli.doctor"),
    Command("facts verify", "kiểm tra sổ sự kiện", "verify the fact log", "tram.kernel.commands:verify_command"),
    Command("facts list", "xem sổ sự kiện", "list the fact log", "tram.kernel.commands:list_command"),
    Command("register", "in một sổ của trạm: A1, A6, 01A …", "print a register of a station",
            "tram.reports.commands:register"),
    Command("indicators", "tính chỉ tiêu của một nơi trong một kỳ, mở đến từng người",
            "the indicators of a place in a period, down to the people", "tram.reports.commands:indicators"),
    Command("report list", "báo cáo nào phải lập, hạn nào, đã chốt chưa", "which reports are due, and how they stand",
            "tram.cli.report:list_"),
    Command("report close", "chốt một kỳ báo cáo", "close a period of a report", "tram.cli.report:close"),
    Command("report reopen", "mở lại một kỳ đã chốt", "open a closed period again",
            "tram.cli.report:reopen"),
    Command("report send", "ghi báo cáo đã chốt là đã gửi", "mark a closed report as sent",
            "tram.cli.report:send"),
    Command("report export", "xuất báo cáo ra Excel, PDF, JSON, DHIS2, ADX",
            "write a report as Excel, PDF, JSON, DHIS2, ADX", "tram.cli.report:export"),
    Command("targets import", "nhập mục tiêu kế hoạch từ tệp Excel hoặc CSV", "import plan targets from Excel or CSV",
            "tram.reports.commands:targets_import"),
    Command("targets list", "xem mục tiêu kế hoạch của một nơi trong năm", "the plan targets of a place in a year",
            "tram.reports.commands:targets_list"),
    Command("definitions check", "kiểm tra mọi định nghĩa và ví dụ của chúng", "check every definition",
            "tram.cli.definitions"),
    Command("catalogue import", "nhập danh mục thuốc, dịch vụ, vật tư và giá từ tệp Excel hoặc CSV",
            "import drugs, services, supplies and their prices from Excel or CSV", "tram.supply.commands:import_",
            fills=True),
    Command("import residents", "nhập người dân từ tệp Excel hoặc CSV", "import residents from Excel or CSV",
            "tram.people.commands:residents", fills=True),
    Command("import fhir", "nhập hồ sơ FHIR R4: tệp, thư mục, có thể nén", "import FHIR R4 files and folders",
            "tram.exchange.commands:fhir", fills=True),
    Command("export fhir", "xuất hồ sơ tiêm chủng FHIR R4 của một người hay một xã",
            "export vaccinations of a person or a commune as FHIR R4", "tram.exchange.export.commands:fhir"),
    Command("exchange export", "gửi báo cáo đã chốt hoặc chỉ tiêu sang DHIS2 (JSON) hay ADX (XML)",
            "write a closed report or indicators for DHIS2 (JSON) or as ADX (XML)",
            "tram.exchange.aggregate.commands:export"),
    Command("exchange import", "nhận số liệu tổng hợp: ADX, dataValueSet JSON, XML, CSV",
            "take in aggregate numbers: ADX, data value sets as JSON, XML, CSV",
            "tram.exchange.aggregate.commands:import_"),
    Command("sync invite", "cấp mã mời dùng một lần cho máy tuyến dưới", "a one-time code for a machine below this one",
            "tram.sync.enrolment.commands:invite"),
    Command("sync join", "nhập máy này vào tuyến trên bằng mã mời", "make this machine belong under another by code",
            "tram.sync.enrolment.commands:join", fills=True),
    Command("sync nodes", "các máy tuyến dưới và chứng nhận của chúng", "the machines below and their certificates",
            "tram.sync.enrolment.commands:nodes"),
    Command("sync renew", "cấp lại chứng nhận, đổi phạm vi cho máy tuyến dưới", "renew or rescope a machine below",
            "tram.sync.enrolment.commands:renew"),
    Command("sync revoke", "thu hồi chứng nhận của một máy tuyến dưới", "revoke a machine below",
            "tram.sync.enrolment.commands:revoke"),
    Command("sync beside", "gọi một máy cùng tuyến trên một mạng Wi-Fi", "exchange with a machine of the same level",
            "tram.sync.enrolment.commands:beside"),
    Command("sync fetch", "lấy hồ sơ người nơi khác đến khám từ tuyến trên", "fetch a visitor's record from above",
            "tram.sync.loans.commands:fetch"),
    Command("sync lend", "cho máy tuyến dưới mượn hồ sơ một người", "lend somebody's record to a machine below",
            "tram.sync.loans.commands:lend"),
    Command("sync run", "trao đổi với tuyến trên; --once: một lần ngay bây giờ",
            "exchange with the machine above; --once: now", "tram.sync.commands:run"),
    Command("sync status", "lần trao đổi cuối, còn chờ gì, giữ lại gì và vì sao",
            "last exchange, what waits, what failed and why", "tram.sync.commands:show"),
    Command("sync export", "ghi tệp cho một máy khác (mang bằng USB)", "write a file for another machine (USB stick)",
            "tram.sync.commands:export"),
    Command("sync import", "nhập tệp do máy khác ghi", "bring in a file written by another machine",
            "tram.sync.commands:import_file"),
    Command("sync publish", "phát hành một định nghĩa mới cho mọi máy tuyến dưới",
            "publish a definition to every machine below", "tram.sync.definitions.commands:publish"),
    Command("sync definitions", "các định nghĩa đã phát hành, máy này dùng được chưa",
            "published definitions and whether this machine uses them", "tram.sync.definitions.commands:listed"),
    Command("outbox list", "xem điều phải báo cho hệ thống khác", "list what other systems must be told",
            "tram.sync.outbox.commands:list_command"),
    Command("outbox send", "gửi những tin đến hạn", "send what is due", "tram.sync.outbox.commands:send_command"),
    Command("outbox mark", "ghi là đã báo bằng cách khác", "say that something was told in another way",
            "tram.sync.outbox.commands:mark_command"),
    Command("outbox route", "đặt nơi nhận cho máy này", "set where this machine sends",
            "tram.sync.outbox.commands:route_command"),
    Command("outbox receiver", "mở một nơi nhận thử trên máy này", "run a receiver for a try",
            "tram.sync.outbox.commands:receiver_command"),
    Command("warehouse build", "dựng kho số liệu (Parquet) từ hồ sơ", "build the columnar store from the record",
            "tram.warehouse.commands:build"),
    Command("warehouse update", "cập nhật kho số liệu theo sổ sự kiện", "bring the store up to the fact log",
            "tram.warehouse.commands:update"),
    Command("warehouse publish", "ghi bản không tên, đã thay mã người, cho kho quốc gia",
            "write a copy without names and with hashed ids", "tram.warehouse.commands:publish"),
    Command("warehouse add", "ghép kho của các tỉnh vào kho quốc gia", "put provinces' stores into the national one",
            "tram.warehouse.commands:add"),
    Command("warehouse status", "kho số liệu có gì, chậm hơn hồ sơ bao nhiêu", "what the store holds, how far behind",
            "tram.warehouse.commands:status"),
    Command("immunization evaluate", "xét mũi tiêm và hẹn mũi sau cho người trong tệp JSONL",
            "judge doses and forecast the next for the people of a file", "tram.immunization.commands.evaluate"),
    Command("immunization cdsi", "so máy xét lịch tiêm với ca thử của CDC",
            "hold the schedule engine against the CDC's test cases", "tram.immunization.commands.cdsi",
            needs_django=False),
    Command("claims build", "lập hồ sơ bảo hiểm y tế của một tháng ra tệp, chưa ký",
            "build the claims of a month as files, unsigned", "tram.claims.commands.build"),
    Command("claims check", "kiểm tra tệp hồ sơ bảo hiểm y tế: bảng, dòng, trường, luật, phải làm gì",
            "check files of claims: table, line, field, rule, what to do", "tram.claims.commands.check"),
    Command("claims money", "tính tiền từng dòng chi phí bảo hiểm y tế trong tệp CSV",
            "reckon the amounts of insurance lines in a CSV file", "tram.claims.commands.money"),
    Command("claims import", "nhập hồ sơ bảo hiểm y tế của phần mềm cũ: tệp, thư mục, zip",
            "read claims of an old system into the record", "tram.claims.commands.importing", fills=True),
    Command("claims account", "đặt tài khoản cổng giám định và khoá ký của cơ sở",
            "set a facility's account of the insurer's portal and its signing key",
            "tram.cli.insurer"),
    Command("claims portal", "mở một cổng giám định thử trên máy này", "run a portal for a try on this machine",
            "tram.claims.commands.portal"),
    Command("extra", "cài thư viện nặng khi cần: analytics, nation", "install heavy libraries by name",
            "tram.cli.extra"),
    Command("test", "chạy mọi phép thử", "run every test", "tram.cli.test", needs_django=False),
    Command("check", "kiểm tra mã nguồn, kiểu, ranh giới, tài liệu", "check code, types, borders, docs",
            "tram.cli.check", needs_django=False),
)  # fmt: skip


def find(argv: list[str]) -> tuple[Command | None, list[str]]:
    """The command whose words open ``argv`` (the longest wins) and the rest; None when no command fits."""
    fits = [command for command in COMMANDS if tuple(argv[: len(command.words)]) == command.words]
    if not fits:
        return None, argv
    command = max(fits, key=lambda found: len(found.words))
    return command, argv[len(command.words) :]


def starting_with(word: str) -> tuple[Command, ...]:
    """The commands of one family, such as everything under ``import``."""
    return tuple(command for command in COMMANDS if command.words[0] == word)
