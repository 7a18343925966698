"""The station of the vaccine store's tests."""

from tram.immunization.stock.tests.conftest import hanh, na, oanh, tuan

__all__ = ["hanh", "na", "oanh", "tuan"]
