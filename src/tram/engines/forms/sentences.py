"""The engine's own sentences, Vietnamese and English. They travel with the definition to the browser."""

SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("Cần nhập {label}.", "{label} is needed."),
    "number": ("{label}: «{raw}» không phải số.", "{label}: “{raw}” is not a number."),
    "integer": ("{label}: «{raw}» không phải số nguyên.", "{label}: “{raw}” is not a whole number."),
    "places": ("{label}: nhiều nhất {places} chữ số lẻ.", "{label}: at most {places} digits after the point."),
    "date": ("{label}: «{raw}» không phải ngày, viết dd/mm/yyyy.", "{label}: “{raw}” is not a date, write dd/mm/yyyy."),
    "code": ("{label}: «{raw}» không có trong danh sách.", "{label}: “{raw}” is not in the list."),
    "boolean": ("{label}: «{raw}» không rõ, trả lời có hoặc không.", "{label}: “{raw}” is unclear, answer yes or no."),
    "text": ("{label}: dài quá {longest} ký tự hoặc có ký tự lạ.", "{label}: over {longest} letters or odd ones."),
    "range": (
        "{label} {value} {unit} ngoài khoảng {min} đến {max}.",
        "{label} {value} {unit} is not in {min} to {max}.",
    ),
    "low": ("{label} {value} {unit} thấp hơn {min}.", "{label} {value} {unit} is below {min}."),
    "high": ("{label} {value} {unit} cao hơn {max}.", "{label} {value} {unit} is above {max}."),
    "pair": ("{label}: hai số gõ chung khác với ô bên cạnh.", "{label}: the pair typed differs from the other field."),
    "hidden": ("{label} đang ẩn nên không được ghi.", "{label} is hidden, so it is not kept."),
}
MISSING = ("(trống)", "(blank)")
