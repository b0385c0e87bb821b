"""Parts of a store that are the same in every database that speaks SQL: what lies beside threads, and what is counted.

Their statements are written once, with `?` for an argument and `IN (?*)` for any of many values; a store says what its
database calls those (`Dialect`), and lends connections.
"""

from __future__ import annotations

from clew.stores.tables.consent import Consent
from clew.stores.tables.counts import Counts
from clew.stores.tables.deeds import Deeds
from clew.stores.tables.dialect import Dialect
from clew.stores.tables.furniture import Furniture

__all__ = ["Consent", "Counts", "Deeds", "Dialect", "Furniture"]
