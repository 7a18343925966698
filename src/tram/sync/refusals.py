"""How the sync room says No about machines, codes and loans."""

from __future__ import annotations

from tram.kernel.refusals import Refusal

FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY = 403, 404, 409, 429


def scope_wider() -> Refusal:
    """A machine may not give more than it has."""
    return Refusal(
        "node.scope",
        "Phạm vi giao cho máy dưới phải nằm trong phạm vi của máy này.",
        {"field": "places"},
        status=FORBIDDEN,
    )


def unknown_node() -> Refusal:
    """No such machine below this one."""
    return Refusal(
        "node.unknown",
        "Không có máy này trong các máy do máy này cấp chứng nhận. Xem: tram sync nodes",
        status=NOT_FOUND,
    )


def no_days() -> Refusal:
    """A certificate holds for a day at least, ten years at most."""
    return Refusal("node.days", "Thời hạn phải từ 1 đến 3650 ngày.", {"field": "days"})


def wrong_code() -> Refusal:
    """Nobody was invited with this code, or the proof of knowing it is wrong: the same answer to both."""
    return Refusal("enrol.code", "Mã mời không đúng. Hãy kiểm tra mã, hoặc xin mã mới ở tuyến trên.", status=FORBIDDEN)


def locked() -> Refusal:
    """Too many wrong tries."""
    return Refusal(
        "enrol.locked", "Mã mời đã bị khoá vì nhập sai quá nhiều lần. Hãy xin mã mới ở tuyến trên.", status=FORBIDDEN
    )


def code_over() -> Refusal:
    """The code was used by another machine or its days are over."""
    return Refusal(
        "enrol.over", "Mã mời đã dùng cho máy khác hoặc đã hết hạn. Hãy xin mã mới ở tuyến trên.", status=FORBIDDEN
    )


def node_taken() -> Refusal:
    """The number this machine bears is another machine's."""
    return Refusal(
        "enrol.taken",
        "Máy này mang số của một máy đã được cấp chứng nhận. Nếu là máy cũ vừa phục hồi, hãy xin mã cấp lại cho nó.",
        status=CONFLICT,
    )


def other_parent() -> Refusal:
    """The key at the other end is not the one the code names."""
    return Refusal(
        "enrol.parent", "Máy trả lời không phải là máy đã cấp mã mời. Hãy kiểm tra địa chỉ.", status=FORBIDDEN
    )


def has_parent() -> Refusal:
    """This machine belongs somewhere already."""
    return Refusal(
        "enrol.has_parent", "Máy này đã thuộc một tuyến trên khác nên không nhập vào tuyến này được.", status=CONFLICT
    )


def unreadable() -> Refusal:
    """Not a message of an enrolment or a fetch."""
    return Refusal(
        "sync.unreadable", "Không đọc được gói tin. Hãy kiểm tra địa chỉ và phiên bản Trạm ở hai máy.", status=400
    )


def no_reason() -> Refusal:
    """Whoever loses a machine's trust is told why."""
    return Refusal("node.reason", "Hãy ghi lý do thu hồi.", {"field": "reason"})


def stale() -> Refusal:
    """A version came, or somebody decided, since the page was shown."""
    return Refusal(
        "row.stale", "Vừa có bản mới hoặc đã có người chọn. Hãy tải lại trang rồi chọn lại.", status=CONFLICT
    )


def no_such_choice() -> Refusal:
    """Nothing was chosen, or a version that is not there."""
    return Refusal("conflict.choice", "Hãy chọn một bản cho mỗi mục.", {"field": "choice"})


def not_theirs() -> Refusal:
    """Facts of a machine the sender does not stand above, or of one nobody certified."""
    return Refusal(
        "node.relayed",
        "Máy gửi chuyển việc của máy không thuộc nó, hoặc của máy chưa được cấp chứng nhận, nên gói bị từ chối.",
        status=FORBIDDEN,
    )


def nobody_found() -> Refusal:
    """Nobody above bears this number, or several do: the same answer to both."""
    return Refusal(
        "fetch.not_found", "Tuyến trên không tìm thấy đúng một người với số này. Hãy kiểm tra số.", status=NOT_FOUND
    )


def too_many_loans() -> Refusal:
    """More records in a day than visitors come to a station."""
    return Refusal(
        "fetch.too_many",
        "Hôm nay máy này đã lấy quá nhiều hồ sơ của người nơi khác. Hãy gọi tuyến trên nếu thật sự cần.",
        status=TOO_MANY,
    )


def no_purpose() -> Refusal:
    """A record is lent for a reason."""
    return Refusal("fetch.reason", "Hãy ghi rõ lý do cần hồ sơ của người này.", {"field": "reason"})


def no_parent() -> Refusal:
    """A machine that belongs nowhere can ask nobody."""
    return Refusal("fetch.no_parent", "Máy này chưa nối với tuyến trên nên không lấy được hồ sơ từ nơi khác.")
