"""Numbers as people type them: `45,000`, `45 000`, `1.234,50`, of percent `85%`, and of money `$45000` and `45k`.

A point is the decimal point, as everywhere. A comma stands before decimals in one country and between thousands in
another: what it is here is read off the number, and never guessed. Only one comma before just three digits can be both;
of whole numbers and of money, which have no third decimal, it parts thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from advisor.knowledge import decimals
from advisor.knowledge.conditions import Number
from advisor.knowledge.decimals import NoNumber
from advisor.records import NamedTuple

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
"""Currencies by their codes (ISO 4217)."""

_THREE_PLACES = "BHD IQD JOD KWD LYD OMR TND"
"""Currencies of a thousand parts."""

_SIGNS = {
    "$": "ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD UYU "
    "XCD",
    "£": "EGP FKP GBP GIP LBP SDG SHP SSP SYP",
    "€": "EUR", "¥": "CNY JPY", "₹": "INR", "₨": "LKR MUR NPR PKR SCR", "₦": "NGN", "₵": "GHS", "₱": "PHP",
    "₩": "KPW KRW", "₫": "VND", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS", "฿": "THB", "৳": "BDT", "₡": "CRC",
    "₲": "PYG", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₮": "MNT", "₭": "LAK", "៛": "KHR", "؋": "AFN",
}  # fmt: skip
"""Signs of currencies, each with the codes that it may stand for."""

_NAMES = {"dollars": "$", "euros": "€", "euro": "€", "naira": "₦", "rupees": "₹", "yen": "¥"}
"""Names of currencies that are names of nothing else, as pounds are, each with its sign."""

_MONEY = rf"[A-Z]*[{''.join(_SIGNS)}]|[A-Z]{{3}}(?![^\W_])"
_PERCENT = r"(?:%|per\s?cent)"
TIMES = {"": "", "k": "e3", "m": "e6"}
_BETWEEN = " \u00a0\u2007\u2009\u202f'’.,"
"""What stands between thousands."""

_GROUPS = (
    rf"(?P<whole>(?!0)\d{{1,3}}(?P<mark>[{_BETWEEN}])\d{{3}}(?:(?P=mark)\d{{3}})*)(?:(?!(?P=mark))[.,](?P<part>\d+))?",
    r"(?P<whole>(?!0)\d{1,2}(?:,\d\d)+,\d{3})(?:\.(?P<part>\d+))?",  # as in India
)
_PLAIN, _WITH_COMMA = r"\d+\.?\d*|\.\d+", r"\d*,\d+"


@lru_cache(maxsize=256)
def currency(unit: str) -> str:
    """The code or sign of the currency with which the unit begins, or its name; nothing where money is not counted."""
    found = re.match(_MONEY, unit)
    if found and (found[0] in _CODES or found[0][-1] in _SIGNS):
        return found[0]
    return next((word for word in unit.split() if word in _NAMES), "")


def takes_three_places(unit: str, whole: bool) -> bool:
    """Whether a number in this unit may have a third decimal."""
    code = currency(unit)
    return not whole and (not code or code in _THREE_PLACES)


def read(raw: object, unit: str, whole: bool) -> tuple[Number, ...]:
    """What a number, or the text that was typed for one, may mean: one number, or two. Raises NoDecimal."""
    try:
        return (decimals.read(raw),)
    except NoNumber:
        written = [*_written(raw.strip(), unit, whole)] if isinstance(raw, str) else []
        if not written:
            raise
    return tuple(map(decimals.read, written))


class Patterns(NamedTuple):
    """How numbers are written, for a reader in another language: whole texts match, whatever their case.

    An `amount` has the groups `sign`, `digits` and `times`; the digits with marks between thousands match one of
    `grouped`, whose `whole` and `part` are before and behind the decimal point.
    """

    amount: str
    grouped: tuple[str, ...]


def patterns(unit: str) -> Patterns:
    """How numbers in this unit are written."""
    return Patterns(_amount(unit).pattern, _GROUPS)


def with_commas(unit: str, whole: bool) -> str:
    """A pattern of numbers, most of all that have commas between thousands, that mean just one number: their digits."""
    mark = f"(?i:{_marks(currency(unit))})?" if currency(unit) else ""
    return rf"^{mark}[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{{2 if takes_three_places(unit, whole) else 1},4}}$"


def _written(text: str, unit: str, whole: bool) -> Iterator[str]:
    """The numbers that the text may mean, as decimals are written."""
    found = _amount(unit).fullmatch(text)
    if found:
        times = TIMES[(found["times"] or "").casefold()]
        for number in _ungrouped(found["digits"], takes_three_places(unit, whole)):
            yield found["sign"] + number + times
    elif currency(unit) and text:
        raise NoNumber(f"is no amount in {currency(unit)}")


@lru_cache(maxsize=256)
def _amount(unit: str) -> re.Pattern[str]:
    """A number; of percent, with that behind it; of money, with the currency beside it, and thousands or millions."""
    number, code = rf"(?P<digits>[\d{_BETWEEN}]*\d)", currency(unit)
    if not code:
        percent = rf"(?:\s*{_PERCENT})?" if re.match(_PERCENT, unit, re.IGNORECASE) else ""
        return re.compile(rf"(?P<sign>[-+]?){number}(?P<times>){percent}", re.IGNORECASE)
    mark = _marks(code)
    return re.compile(rf"(?P<sign>[-+]?)(?:{mark}\s*)?{number}\s*(?P<times>[km]?)(?:\s*{mark})?", re.IGNORECASE)


def _marks(code: str) -> str:
    """A pattern of what may stand beside an amount of this currency."""
    if code in _NAMES:
        named = [code, code.removesuffix("s"), _NAMES[code]]
    else:
        signs = [sign for sign, codes in _SIGNS.items() if code in codes or code.endswith(sign)]
        named = [code, *signs, *(code[:2] + sign for sign in signs)]
    return f"(?:{'|'.join(map(re.escape, named))})"


def _ungrouped(digits: str, third_place: bool) -> Iterator[str]:
    """The number without its marks between thousands; with one comma, also what it is with decimals behind that."""
    if re.fullmatch(_PLAIN, digits):
        yield digits
        return
    groups = next(filter(None, (re.fullmatch(form, digits) for form in _GROUPS)), None)
    if groups:
        whole = re.sub(r"\D", "", groups["whole"])
        yield f"{whole}.{groups['part'] or 0}"
    if re.fullmatch(_WITH_COMMA, digits) and (third_place or not groups):
        yield digits.replace(",", ".")
