"""Why an envelope is not opened. Each sentence says what the person at the machine can do."""

from __future__ import annotations

from tram.kernel.refusals import Refusal

BAD, FORBIDDEN, CONFLICT, LARGE = 400, 403, 409, 413


def too_large() -> Refusal:
    """Bigger than its kind may be, before or after unfolding."""
    return Refusal("envelope.too_large", "Gói dữ liệu lớn hơn mức cho phép nên không được mở.", status=LARGE)


def truncated() -> Refusal:
    """Shorter than an envelope can be."""
    return Refusal("envelope.truncated", "Gói dữ liệu bị cắt ngang đường. Máy sẽ gửi lại.", status=BAD)


def damaged() -> Refusal:
    """Not an envelope, or not what its header says."""
    return Refusal("envelope.damaged", "Gói dữ liệu bị hỏng, không đọc được. Hãy gửi hoặc chép lại.", status=BAD)


def other_protocol() -> Refusal:
    """Spoken by a program that speaks differently."""
    return Refusal(
        "envelope.version",
        "Hai máy dùng hai phiên bản Trạm nói chuyện khác nhau. Hãy cập nhật Trạm ở máy cũ hơn.",
        status=BAD,
    )


def wrong_recipient() -> Refusal:
    """Sealed to another machine."""
    return Refusal("envelope.recipient", "Gói dữ liệu này gửi cho máy khác, máy này không mở được.", status=FORBIDDEN)


def unknown_sender() -> Refusal:
    """From a machine nobody vouches for."""
    return Refusal(
        "envelope.sender",
        "Máy gửi chưa được cấp chứng nhận, hoặc chứng nhận đã hết hạn hay bị thu hồi. Hãy liên hệ tuyến trên.",
        status=FORBIDDEN,
    )


def forged() -> Refusal:
    """The signature is not the sender's."""
    return Refusal(
        "envelope.signature",
        "Chữ ký trên gói dữ liệu không đúng với máy gửi, nên gói bị từ chối. Hãy gửi lại; nếu vẫn vậy, báo tuyến trên.",
        status=FORBIDDEN,
    )


def replayed() -> Refusal:
    """A message that was already taken, or of a conversation that is over."""
    return Refusal("envelope.replayed", "Gói dữ liệu này đã được nhận trước đó nên không nhận lại.", status=CONFLICT)
