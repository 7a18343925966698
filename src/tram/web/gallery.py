"""What the style gallery (``/kieu-dang/``) shows: each component with invented data."""

from typing import Any, Final

ICONS: Final = """
home users user user-plus stethoscope notebook target table-import settings search scan calendar calendar-due
history vaccine phone map-pin id shield-check printer file-spreadsheet download upload filter plus pencil
check x lock
"""

SAMPLES: Final[dict[str, Any]] = {
    "icons": ICONS.split(),
    "tiles": (
        {"label": "Người dân có bảo hiểm y tế", "value": "93,4", "percent": 93.4, "low": True, "note": "8.441 / 9.041"},
        {"label": "Được quản lý sức khỏe", "value": "96,2", "percent": 96.2, "low": False, "note": "8.697 / 9.041"},
    ),
    "tabs": (
        {"label": "Tổng quan", "url": "#", "current": True},
        {"label": "Lần khám", "url": "#", "count": 14},
        {"label": "Tiêm chủng", "url": "#", "count": 9},
    ),
    "crumbs": (
        {"label": "Chỉ tiêu", "url": "#"},
        {"label": "Có bảo hiểm y tế", "url": "#"},
        {"label": "Người còn thiếu"},
    ),
    "facts": (
        {"label": "Dân tộc", "value": "Thái"},
        {"label": "Nghề nghiệp", "value": "Làm ruộng"},
        {"label": "Điện thoại", "value": ""},
    ),
    "columns": (
        {"label": "Họ và tên", "sort_url": "#", "sorted": "asc"},
        {"label": "Thôn, bản"},
        {"label": "Lượt khám"},
    ),
    "rows": (
        {"url": "#", "cells": ("Giàng A Páo", "Bản Thèn Thầu", 4)},
        {"url": "#", "cells": ("Lò Thị Lan", "Bản Nà Đon", 11)},
        {"url": "#", "cells": ("Vàng Thị Ngần", "Bản Hoa Vân", 1)},
    ),
    "chosen": ({"value": "E78.5", "text": "E78.5 Tăng lipid máu"},),
    "line": {
        "labels": ["06", "07", "08", "09", "10", "11"],
        "unit": "%",
        "target": 95,
        "min": 80,
        "max": 100,
        "series": [
            {"name": "Bình Lư", "values": [91.2, 91.9, 92.3, 92.8, 93.1, 93.4]},
            {"name": "Tỉnh", "values": [88.8, 89.3, 89.9, 90.2, 90.6, 90.9]},
        ],
    },
    "bar": {
        "labels": ["0–5", "6–17", "18–39", "40–59", "60+"],
        "unit": "%",
        "target": 95,
        "series": [{"name": "Tỷ lệ", "values": [100, 98.8, 86.6, 94.2, 95]}],
    },
    "map": {
        "unit": "%",
        "points": [
            {"name": "Bình Lư", "lon": 103.62, "lat": 22.31, "value": 93.4, "step": 2, "size": 9041, "current": True},
            {"name": "Tả Lèng", "lon": 103.53, "lat": 22.37, "value": 88.1, "step": 1, "size": 7200},
            {"name": "Bản Bo", "lon": 103.68, "lat": 22.24, "value": 96.0, "step": 4, "size": 8100},
            {"name": "Khun Há", "lon": 103.57, "lat": 22.19, "value": 79.2, "step": 0, "size": 6400},
        ],
    },
}
