"""Why a fact is kept and not applied, why an attempt was refused: in words, with what to do. Pure."""

from __future__ import annotations

from dataclasses import dataclass


def phrase(text: str) -> str:
    """The phrase itself: marks for the catalogue what ``kernel.said`` says in the reader's language."""
    return text


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened, and what somebody at this machine can do about it."""

    what: str
    do: str


UNKNOWN = Reason(
    phrase("Chưa rõ vì sao"), phrase("Bấm “Thử lại”. Nếu vẫn vậy, gửi mã lý do này cho người hỗ trợ Trạm.")
)
WAIT = phrase("Không phải làm gì: Trạm tự thử lại mỗi lần trao đổi.")
ASK_ABOVE = phrase("Hỏi tuyến trên: cấp lại chứng nhận với phạm vi đúng, rồi bấm “Thử lại”.")
LOOK = phrase("Có thể máy gửi bị hỏng hoặc bị sửa. Kiểm tra máy đó; thu hồi nếu nghi ngờ.")
UPDATE = phrase("Cập nhật Trạm trên máy này, rồi việc này tự vào.")

REASONS: dict[str, Reason] = {
    "reference.missing": Reason(phrase("Chờ một dòng khác chưa tới"), WAIT),
    "version.unknown": Reason(phrase("Máy gửi dùng Trạm mới hơn"), UPDATE),
    "table.unknown": Reason(phrase("Máy gửi có loại dữ liệu mới mà máy này chưa biết"), UPDATE),
    "column.unknown": Reason(phrase("Máy gửi có mục dữ liệu mới mà máy này chưa biết"), UPDATE),
    "value.invalid": Reason(phrase("Có giá trị không hợp lệ"), LOOK),
    "constraint.broken": Reason(phrase("Trái với dữ liệu đã có ở máy này"), LOOK),
    "row.twice": Reason(phrase("Hai máy cùng tạo một dòng"), LOOK),
    "payload.unreadable": Reason(phrase("Nội dung không đọc được"), LOOK),
    "payload.other_person": Reason(phrase("Ghi vào hồ sơ của người khác với người được nêu"), LOOK),
    "scope.place": Reason(phrase("Máy gửi ghi ngoài địa bàn của nó"), ASK_ABOVE),
    "scope.person": Reason(phrase("Máy gửi ghi về người ngoài địa bàn của nó"), ASK_ABOVE),
    "scope.kind": Reason(phrase("Máy gửi ghi loại dữ liệu không được giao"), ASK_ABOVE),
    "node.revoked": Reason(
        phrase("Máy gửi đã bị thu hồi"),
        phrase("Nếu thu hồi nhầm, mời máy đó lại bằng mã mới; việc này sẽ được xét lại."),
    ),
    "node.unknown": Reason(
        phrase("Không rõ máy nào ghi việc này"),
        phrase("Chờ chứng nhận của máy đó tới; nếu lâu, hỏi tuyến trên."),
    ),
    "node.certificate": Reason(phrase("Chứng nhận máy không đúng chữ ký hoặc vượt phạm vi tuyến trên của nó"), LOOK),
    "node.lender": Reason(phrase("Máy gửi cho mượn hồ sơ không thuộc địa bàn của nó"), ASK_ABOVE),
    "node.relayed": Reason(phrase("Máy gửi chuyển việc của máy không thuộc nó"), LOOK),
    "scope.role": Reason(phrase("Máy gửi giao vai trò vượt địa bàn của nó"), ASK_ABOVE),
    "person.missing": Reason(phrase("Chờ hồ sơ của người này tới"), WAIT),
    "row.missing": Reason(phrase("Chờ một dòng khác chưa tới"), WAIT),
    "person.erased": Reason(
        phrase("Hồ sơ đã được xoá theo luật"), phrase("Không phải làm gì: việc này sẽ không được dùng.")
    ),
    "envelope.signature": Reason(phrase("Chữ ký không đúng"), LOOK),
    "envelope.sender": Reason(
        phrase("Máy chưa được cấp chứng nhận, hết hạn hoặc đã thu hồi"),
        phrase("Nếu là máy của tuyến mình, gửi cho họ mã mời mới."),
    ),
    "envelope.recipient": Reason(phrase("Gói gửi cho máy khác"), phrase("Kiểm tra địa chỉ tuyến trên ở máy gửi.")),
    "envelope.replayed": Reason(phrase("Gói cũ bị gửi lại"), WAIT),
    "envelope.truncated": Reason(phrase("Gói bị cắt ngang đường"), WAIT),
    "envelope.damaged": Reason(phrase("Gói bị hỏng"), WAIT),
    "envelope.too_large": Reason(phrase("Gói lớn quá mức cho phép"), LOOK),
    "envelope.version": Reason(
        phrase("Hai máy dùng hai phiên bản Trạm khác nhau"), phrase("Cập nhật Trạm ở máy cũ hơn.")
    ),
    "talk.kind": Reason(phrase("Máy kia hỏi điều bản Trạm này chưa biết"), UPDATE),
    "talk.unreadable": Reason(phrase("Không hiểu máy kia nói gì"), UPDATE),
    "talk.over": Reason(phrase("Cuộc trao đổi quá lâu, phải bắt đầu lại"), WAIT),
    "enrol.code": Reason(phrase("Mã mời sai"), phrase("Nếu không ai ở tuyến dưới đang nhập mã, có người đang dò.")),
    "enrol.locked": Reason(phrase("Mã mời bị khoá vì sai nhiều lần"), phrase("Tạo mã mời mới cho máy đó.")),
    "enrol.over": Reason(phrase("Mã mời đã dùng hoặc hết hạn"), phrase("Tạo mã mời mới cho máy đó.")),
    "chain.broken": Reason(phrase("Chuỗi sự kiện bị đứt hoặc thiếu"), LOOK),
    "chain.forked": Reason(
        phrase("Một máy ghi hai chuỗi khác nhau"),
        phrase("Thường do phục hồi bản sao lưu cũ rồi làm tiếp. Cấp lại mã mời cho máy đó."),
    ),
    "chain.altered": Reason(phrase("Sự kiện bị sửa sau khi ghi"), LOOK),
}


def reason_of(code: str) -> Reason:
    """The words for a code; for one nobody knows, words that say so."""
    return REASONS.get(code, UNKNOWN)
