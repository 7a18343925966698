"""What the trial portal holds and how it judges: tokens, claims by MA_LK, cards. A claim sent twice counts once."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from tram.claims.format import ReadClaim, field_faults, layout, read_file
from tram.claims.sending.signing import verify
from tram.kernel.clock import VN_TZ, now
from tram.kernel.refusals import Refusal

Told = dict[str, Any]
TOKEN_LIFE = timedelta(minutes=30)
CODES = {"XML2": "MA_THUOC", "XML3": "MA_DICH_VU"}
MOST_FAULTS = 50
KNOWN_CARD: Told = {"maKetQua": "000", "ghiChu": "Thông tin thẻ chính xác"}


@dataclass(slots=True)
class Box:
    """What was received. ``claims``: what counts now, by MA_LK; ``taken``: how often one was taken newly or anew.

    ``refuse``: code of a drug or service → why every line with it is refused; ``kept``: a file the claims survive in
    (numbers and digests only); ``passwords``: user → hash, empty lets anybody in; ``cards``: number → answer, None
    finds every card right. ``undecided``: so many times a claim is said to be looked at still.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    kept: Path | None = None
    passwords: dict[str, str] = field(default_factory=dict)
    cards: Mapping[str, Told] | None = None
    undecided: int = 0
    token_life: timedelta = TOKEN_LIFE
    clock: Callable[[], datetime] = now
    claims: dict[str, Told] = field(default_factory=dict)
    taken: int = 0
    check_ins: int = 0
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    answers: dict[str, Told] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        if self.kept and self.kept.exists():
            for line in self.kept.read_text(encoding="utf-8").splitlines():
                told = json.loads(line)
                self.claims[told["maLk"]] = told
                self.taken += 1

    def token(self, form: Mapping[str, str]) -> Told:
        """A token for a user and the MD5 of the password."""
        user = form.get("username", "")
        if self.passwords and self.passwords.get(user) != form.get("password"):
            return {"maKetQua": "401", "thongDiep": "Sai tên đăng nhập hoặc mật khẩu"}
        until = self.clock() + self.token_life
        access = secrets.token_hex(16)
        with self.lock:
            self.tokens[access] = (user, until)
        key = {
            "access_token": access,
            "id_token": secrets.token_hex(8),
            "token_type": "Bearer",
            "username": user,
            "expires_in": until.astimezone(UTC).isoformat(),
        }
        return {"maKetQua": "200", "APIKey": key}

    def lets_in(self, access: str) -> bool:
        """Whether a token is known and not over."""
        held = self.tokens.get(access)
        return held is not None and held[1] > self.clock()

    def claim(self, form: Mapping[str, str], file: bytes) -> Told:
        """The answer to a claim; while it is ``undecided``, that it is here."""
        found = hashlib.sha256(file).hexdigest()
        with self.lock:
            self.asked[found] = self.asked.get(found, 0) + 1
            told = self._judged(form, file)
            if "maGiaoDich" in told:
                self.answers[told["maGiaoDich"]] = told
                if self.asked[found] <= self.undecided:
                    return self._said("408", "Đang xử lý", maGiaoDich=told["maGiaoDich"])
            return told

    def result(self, form: Mapping[str, str]) -> Told:
        """What became of a claim, by maGiaoDich."""
        with self.lock:
            known = self.answers.get(form.get("maGiaoDich", ""))
        return known or self._said("204", "Không có giao dịch này")

    def check_in(self, file: bytes) -> Told:
        """The answer to a check-in file."""
        if b"CHI_TIEU_TRANG_THAI_KCB" not in file:
            return self._said("201", "Tệp sai định dạng")
        self.check_ins += 1
        return self._said("200", "", maGiaoDich=f"CI{self.check_ins:08d}")

    def card(self, form: Mapping[str, str]) -> Told:
        """What is known of a card."""
        number = form.get("maThe", "")
        if self.cards is None:
            return {**KNOWN_CARD, "maThe": number}
        return dict(self.cards.get(number, {"maKetQua": "050", "ghiChu": "Không thấy thông tin thẻ"}))

    def _judged(self, form: Mapping[str, str], file: bytes) -> Told:
        try:
            verify(file, at=self.clock())
            found = list(read_file(io.BytesIO(file)))
        except Refusal as refusal:
            return self._said("201", refusal.sentence)
        if len(found) != 1 or found[0].faults:
            return self._said("202", "Mỗi tệp một hồ sơ, đọc được trọn vẹn", danhSachLoi=_file_faults(found))
        claim = found[0]
        if claim.facility != form.get("maCSKCB"):
            return self._said("403", "Tài khoản không được gửi cho cơ sở này")
        faults = [*_field_faults(claim), *self._unwanted(claim)][:MOST_FAULTS]
        if faults:
            reference = f"TC{hashlib.sha256(file).hexdigest()[:10]}"
            return self._said("202", "Hồ sơ có lỗi", maGiaoDich=reference, danhSachLoi=faults)
        return self._taken(claim)

    def _unwanted(self, claim: ReadClaim) -> Iterator[Told]:
        for table, name in CODES.items():
            for number, row in enumerate(claim.tables.get(table, ()), 1):
                why = self.refuse.get(row.get(name, ""))
                if why:
                    yield _fault(table, number, name, "TUCHOI", why)

    def _taken(self, claim: ReadClaim) -> Told:
        """The same claim again is the one already here; another content of one MA_LK takes the place of the first."""
        digest = hashlib.sha256(repr(sorted((name, rows) for name, rows in claim.tables.items())).encode()).hexdigest()
        known = self.claims.get(claim.number)
        if known is None or known["digest"] != digest:
            self.taken += 1
            fund = next(iter(claim.tables.get("XML1", ())), {}).get("T_BHTT", "")
            known = {"maLk": claim.number, "digest": digest, "maGiaoDich": f"GD{self.taken:08d}", "tBhtt": fund}
            self.claims[claim.number] = known
            if self.kept:
                with self.kept.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps(known, ensure_ascii=False) + "\n")
        return self._said("200", "", maGiaoDich=known["maGiaoDich"])

    def _said(self, code: str, message: str, **more: Any) -> Told:
        at = self.clock().astimezone(VN_TZ)
        return {"maKetQua": code, "thoiGianTiepNhan": f"{at:%Y%m%d%H%M%S}", "thongDiep": message, **more}


def _field_faults(claim: ReadClaim) -> Iterator[Told]:
    for one in field_faults(layout(claim.decision), claim.tables):
        yield _fault(one.table, one.line, one.field, one.rule, one.sentence)


def _file_faults(found: list[ReadClaim]) -> list[Told]:
    faults = [fault for claim in found for fault in claim.faults]
    return [_fault(one.table, one.line, one.field, one.rule, one.sentence) for one in faults][:MOST_FAULTS]


def _fault(table: str, line: int, name: str, code: str, sentence: str) -> Told:
    return {"bang": table, "stt": line, "truong": name, "maLoi": code, "moTaLoi": sentence}
