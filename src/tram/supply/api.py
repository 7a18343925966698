"""The door of the supply room: the catalogue of what a station gives and does, and what it costs."""

from tram.supply.catalogue.actions import checked_item, end_item, record_items
from tram.supply.catalogue.inputs import IndicatorInput, ItemInput
from tram.supply.catalogue.reads import (
    bed_item,
    catalogue,
    exam_item,
    find_items,
    item,
    items,
    price_book,
    price_on,
    prices_on,
)
from tram.supply.catalogue.views import Indicator, ItemView, PriceView
from tram.supply.models import ItemKind
from tram.supply.prices_file.kept import keep_refused, refused_file
from tram.supply.prices_file.numbers import price_number
from tram.supply.prices_file.run import ImportedPrices, import_prices
from tram.supply.stock import Stock, stock

__all__ = [
    "ImportedPrices",
    "Indicator",
    "IndicatorInput",
    "ItemInput",
    "ItemKind",
    "ItemView",
    "PriceView",
    "Stock",
    "bed_item",
    "catalogue",
    "checked_item",
    "end_item",
    "exam_item",
    "find_items",
    "import_prices",
    "item",
    "items",
    "keep_refused",
    "price_book",
    "price_number",
    "price_on",
    "prices_on",
    "record_items",
    "refused_file",
    "stock",
]
