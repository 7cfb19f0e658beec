"""Months and money in words, and their sums over a road."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.knowledge.conditions import Number
from advisor.knowledge.model import Takes


def months(span: tuple[Number, Number]) -> str:
    """`20 to 28 months`, `up to 1 month`, `6 months`."""
    least, most = span
    noun = "month" if most == 1 else "months"
    if most == 0:
        return "no time to speak of"
    if least == most:
        return f"{most:g} {noun}"
    return f"up to {most:g} {noun}" if least == 0 else f"{least:g} to {most:g} {noun}"


def cost(span: tuple[Number, Number], currency: str, years: Sequence[str]) -> str:
    """`USD 5,000 to 20,000 (2026)`, `up to EUR 5 (2026)`, `free (2026)`."""
    least, most = span
    of = f" ({', '.join(years)})" if years else ""
    if most == 0:
        return f"free{of}"
    if least == most:
        return f"{currency} {most:,}{of}"
    return f"up to {currency} {most:,}{of}" if least == 0 else f"{currency} {least:,} to {most:,}{of}"


def takes(measure: Takes | None) -> str:
    """What a step takes, as one phrase; nothing where nothing is known."""
    if measure is None:
        return ""
    parts = [months(measure.months)] if measure.months else []
    if measure.cost:
        parts.append(cost(measure.cost, measure.currency, [measure.as_of] if measure.as_of else []))
    return ", ".join(parts)


def total(measures: Iterable[Takes | None]) -> str:
    """What all of them take together: months, and money by currency with the years it was counted in."""
    time: tuple[Number, Number] | None = None
    money: dict[str, tuple[Number, Number]] = {}
    years: dict[str, list[str]] = {}
    for measure in measures:
        if measure is None:
            continue
        if measure.months:
            time = _add(time, measure.months)
        if measure.cost:
            money[measure.currency] = _add(money.get(measure.currency), measure.cost)
            if measure.as_of not in years.setdefault(measure.currency, []):
                years[measure.currency].append(measure.as_of)
    parts = [months(time)] if time else []
    return ", ".join(parts + [cost(span, currency, sorted(years[currency])) for currency, span in money.items()])


def _add(so_far: tuple[Number, Number] | None, more: tuple[Number, Number]) -> tuple[Number, Number]:
    return more if so_far is None else (so_far[0] + more[0], so_far[1] + more[1])
