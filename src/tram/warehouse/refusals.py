"""How the warehouse says No."""

from __future__ import annotations

from pathlib import Path

from tram.kernel.refusals import Refusal


def needs(library: str, extra: str) -> Refusal:
    """A library is asked for by name and is not installed."""
    return Refusal(
        "warehouse.needs_library",
        f"Việc này cần thư viện {library}, máy này chưa có. Hãy chạy: ./tram extra {extra}",
        {"library": library, "extra": extra},
        status=409,
    )


def needs_java() -> Refusal:
    """Spark runs on Java, which is not there."""
    return Refusal(
        "warehouse.needs_java",
        "Spark cần Java 17 trở lên, máy này chưa có. Trên Debian hoặc Ubuntu hãy chạy: "
        "sudo apt install default-jre-headless",
        status=409,
    )


def no_folder(folder: Path) -> Refusal:
    """The store's folder can neither be made nor be written in."""
    sentence = f"Không tạo được thư mục {folder}. Hãy chọn một thư mục khác ghi được."
    return Refusal("warehouse.no_folder", sentence, {"folder": str(folder)})


def no_store(folder: Path) -> Refusal:
    """There is no store in the folder."""
    return Refusal(
        "warehouse.no_store",
        "Thư mục này chưa có kho số liệu. Hãy chạy: ./tram warehouse build",
        {"folder": str(folder)},
        status=404,
    )


def unreadable(folder: Path) -> Refusal:
    """The manifest cannot be read."""
    return Refusal(
        "warehouse.unreadable",
        "Tệp store.json của kho số liệu bị hỏng. Hãy chạy lại: ./tram warehouse build",
        {"folder": str(folder)},
    )


def busy(folder: Path) -> Refusal:
    """Another program is writing the store."""
    return Refusal(
        "warehouse.busy",
        "Một chương trình khác đang ghi kho số liệu này. Hãy chờ nó xong rồi thử lại.",
        {"folder": str(folder)},
        status=409,
    )


def changed(names: list[str]) -> Refusal:
    """The store was written by a program that published other tables."""
    return Refusal(
        "warehouse.changed",
        f"Kho số liệu do phiên bản khác của Trạm dựng, bảng đã đổi: {', '.join(names)}. "
        "Hãy dựng lại: ./tram warehouse build",
        {"tables": names},
        status=409,
    )


def other_record(why: str) -> Refusal:
    """The store does not follow from the record at hand: another machine's, or restored from an older copy."""
    return Refusal(
        "warehouse.other_record",
        "Kho số liệu không khớp sổ sự kiện của máy này (hồ sơ đã phục hồi từ bản sao, hoặc là kho của máy khác). "
        "Hãy dựng lại: ./tram warehouse build",
        {"why": why},
        status=409,
    )


def not_plain() -> Refusal:
    """The store carries no plain ids, so it cannot follow the fact log."""
    return Refusal(
        "warehouse.not_plain",
        "Kho này đã thay mã người nên không cập nhật từ hồ sơ được. Hãy chọn kho gốc của máy này.",
        status=409,
    )


def not_pseudonymous() -> Refusal:
    """A store with plain ids may not become part of the nation's."""
    return Refusal(
        "warehouse.not_pseudonymous",
        "Kho quốc gia chỉ nhận kho đã thay mã người. Hãy chạy: ./tram warehouse publish --out THƯ_MỤC",
        status=409,
    )


def other_key() -> Refusal:
    """Stores hashed with different keys do not fit together."""
    return Refusal(
        "warehouse.other_key",
        "Các kho đã thay mã bằng khoá khác nhau nên không ghép được. Mọi tỉnh phải dùng chung một tệp khoá: "
        "./tram warehouse publish --key TỆP",
        status=409,
    )


def would_overwrite(folder: Path) -> Refusal:
    """The target of a publication holds a store with plain ids."""
    return Refusal(
        "warehouse.would_overwrite",
        "Thư mục đích đang chứa kho gốc của hồ sơ. Hãy chọn một thư mục khác.",
        {"folder": str(folder)},
        status=409,
    )


def bad_key(path: Path) -> Refusal:
    """The key file cannot be read or holds no key."""
    return Refusal(
        "warehouse.bad_key",
        "Không đọc được khoá: tệp phải chứa đúng 64 chữ số thập lục phân. Hãy chép lại tệp khoá của kho quốc gia.",
        {"file": str(path)},
    )
