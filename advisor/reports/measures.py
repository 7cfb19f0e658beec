"""Months and money in words, and their sums over a road."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.explanation.totals import total_of
from advisor.knowledge.conditions import Number
from advisor.knowledge.model import FREE, Takes
from advisor.knowledge.wording import Terms

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Stage

NOT_KNOWN = "not known"


def months(span: tuple[Number, Number]) -> str:
    """`20 to 28 months`, `up to 1 month`, `6 months`."""
    least, most = span
    noun = "month" if most == 1 else "months"
    if most == 0:
        return "no time to speak of"
    if least == most:
        return f"{most} {noun}"
    return f"up to {most} {noun}" if least == 0 else f"{least} to {most} {noun}"


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
    if parts and measure.as_of and not measure.cost:
        return f"{parts[0]} ({measure.as_of})"
    if measure.cost:
        parts.append(cost(measure.cost, measure.currency, [measure.as_of] if measure.as_of else []))
    return ", ".join(parts)


def together(stages: Sequence[Stage], words: Terms) -> str:
    """`18 to 68 months; USD 229 to 299 (2026), and the price of 6 steps, which is not known`; nothing without steps.

    What is free adds nothing to a price; where there is none, it is said.
    """
    total = total_of(stages)
    steps = sum(1 for stage in stages if stage.takes or stage.step.achieves)
    if not steps:
        return ""
    time = [] if len(total.timeless) == steps else [months(total.months)]
    timeless, priceless = (counted(len(unknown), words) for unknown in (total.timeless, total.priceless))
    money = [cost(span, currency, _years(stages, currency)) for currency, span in total.costs.items() if span != FREE]
    if not money and total.free and not priceless:
        money = [cost(FREE, "", sorted({year for currency in (*total.costs, "") for year in _years(stages, currency)}))]
    if priceless and total.free and not money:
        price = f"free but for {priceless}, whose price is {NOT_KNOWN}"
    else:
        price = _with_unknown(money, "price", priceless)
    return f"{_with_unknown(time, 'time', timeless)}; {price}"


def counted(number: int, words: Terms) -> str:
    """`1 step`, `6 steps`; nothing for none."""
    return f"{number} {words.step if number == 1 else words.steps}" if number else ""


def _with_unknown(known: list[str], what: str, steps: str) -> str:
    if not known:
        return f"{what} {NOT_KNOWN}"
    if not steps:
        return " and ".join(known)
    return f"{' and '.join(known)}, and the {what} of {steps}, which is {NOT_KNOWN}"


def _years(stages: Sequence[Stage], currency: str) -> list[str]:
    priced = (stage.takes for stage in stages if stage.takes and stage.takes.cost)
    return sorted({takes.as_of for takes in priced if takes.currency == currency and takes.as_of})
