"""Aggregate numbers to and from other systems: DHIS2 data value sets (JSON, XML, CSV) and ADX."""
