"""Date filters of a query: ``date:2001..2005``, ``date:>=2010-05``, ``date:2001/5/3``."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from searcher.query.nodes import Dates

__all__ = ["read_dates"]

_PERIOD = re.compile(r"([0-9]{4})(?:年|[-/.年]([0-9]{1,2})(?:月|[-/.月]([0-9]{1,2})日?)?)?")
_DATES = re.compile(r"date:([<>]=?)?(.+)", re.DOTALL)
_DAY = timedelta(days=1)


def read_dates(text: str) -> Dates | None:
    """The range of days of a date filter, None if the text is none."""
    match = _DATES.fullmatch(text)
    if match is None:
        return None
    comparison, period = match.groups()
    try:
        if not comparison:
            return _between(period)
        first, last = _days(period)
        match comparison:
            case ">":
                return Dates((last + _DAY).isoformat(), "")
            case ">=":
                return Dates(first.isoformat(), "")
            case "<":
                return Dates("", (first - _DAY).isoformat())
            case _:
                return Dates("", last.isoformat())
    except (ValueError, OverflowError):
        return None


def _between(text: str) -> Dates:
    """A period, or a range of two periods in either order, one of which may be missing."""
    left, dots, right = text.partition("..")
    periods = [_days(period) for period in (left, right) if period]
    first = min(first for first, _ in periods).isoformat()
    last = max(last for _, last in periods).isoformat()
    return Dates(first if left else "", last if right or not dots else "")


def _days(period: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day. Raises ValueError if it is none."""
    numbers = _PERIOD.fullmatch(period)
    if numbers is None:
        raise ValueError(period)
    year, *rest = (int(number) for number in numbers.groups() if number)
    match rest:
        case [month, day]:
            return date(year, month, day), date(year, month, day)
        case [month]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        case _:
            return date(year, 1, 1), date(year, 12, 31)
