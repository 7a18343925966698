"""Trạm: the information system of Vietnam's grassroots health care."""
