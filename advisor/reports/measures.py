"""Months and money in words, and their sums over a road."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.explanation.totals import total_of
from advisor.knowledge.conditions import Number
from advisor.knowledge.decimals import nearest
from advisor.knowledge.steps import FREE, Takes
from advisor.knowledge.wording import Terms
from advisor.plain_text import so_many

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Stage
    from advisor.knowledge.model import KnowledgeBase

NOT_KNOWN = "not known"
YEAR, LONGEST_IN_MONTHS = 12, 36


def months(span: tuple[Number, Number]) -> str:
    """`20 to 28 months`, `up to 1 month`, `6 months`; above 36 in years: `2 to 4 years`, `9 months to 5 years`."""
    least, most = span
    if most == 0:
        return "no time to speak of"
    if least == most:
        return _time(most)
    if least == 0:
        return f"up to {_time(most)}"
    in_years = most > LONGEST_IN_MONTHS
    if not in_years or (least % YEAR == 0 and most % YEAR == 0):
        return f"{int(least // YEAR) if in_years else least} to {_time(most)}"
    return f"{_in_years(least)} to {_time(most)}"


def begins(span: tuple[Number, Number]) -> str:
    """When something begins after that: `at once`, `within 2 months`, `after 4 to 6 months`."""
    least, most = span
    if most == 0:
        return "at once"
    return f"within {_time(most)}" if least == 0 else f"after {months(span)}"


def _time(months: Number) -> str:
    """`6 months`, `4 years`, `5 years and 8 months`."""
    return so_many(months, "month") if months <= LONGEST_IN_MONTHS else _in_years(months)


def _in_years(months: Number) -> str:
    """The same in years from the first on: `9 months`, `2 years and 9 months`."""
    years, rest = int(months // YEAR), nearest(months % YEAR)
    return " and ".join(so_many(number, unit) for number, unit in ((years, "year"), (rest, "month")) if number)


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


def of_stage(stage: Stage, kb: KnowledgeBase) -> str:
    """`9 to 24 months, price not known`; `from then on` at the end of a road that says nothing of it.

    That something is not known is said where it is known of any step.
    """
    return ", ".join(filter(None, (time(stage, kb), price(stage, kb))))


def of_next(stage: Stage, kb: KnowledgeBase) -> str:
    """The same of what comes next, which begins now: nothing at the end of a road."""
    return "" if _is_lasting(stage) else of_stage(stage, kb)


def time(stage: Stage, kb: KnowledgeBase) -> str:
    """`9 to 24 months`, `time not known`, `from then on`."""
    if _is_lasting(stage):
        return "from then on"
    if stage.takes and stage.takes.months:
        return months(stage.takes.months)
    return f"time {NOT_KNOWN}" if "time" in kb.measures else ""


def price(stage: Stage, kb: KnowledgeBase) -> str:
    """`USD 229 to 299 (2026)`, `price not known`; nothing at the end of a road that says nothing of it."""
    known = stage.takes
    if known and known.cost:
        return cost(known.cost, known.currency, [known.as_of] if known.as_of else [])
    return f"price {NOT_KNOWN}" if "price" in kb.measures and not _is_lasting(stage) else ""


def unknown(stage: Stage, kb: KnowledgeBase) -> list[str]:
    """`time` and `price`, where that of the stage is not known and that of another step is."""
    known = stage.takes or Takes()
    there = {"time": known.months, "price": known.cost}
    return [] if _is_lasting(stage) else [what for what, it in there.items() if what in kb.measures and not it]


def _is_lasting(stage: Stage) -> bool:
    return not stage.step.achieves and not (stage.takes and (stage.takes.months or stage.takes.cost))


def together(stages: Sequence[Stage], kb: KnowledgeBase) -> str:
    """`18 to 68 months; USD 229 to 299 (2026), and the price of 6 steps, which is not known`; nothing without steps."""
    return "; ".join(filter(None, (time_together(stages, kb), price_together(stages, kb))))


def _takes_any(stages: Sequence[Stage]) -> bool:
    return any(stage.takes or stage.step.achieves for stage in stages)


def price_together(stages: Sequence[Stage], kb: KnowledgeBase) -> str:
    """`USD 229 to 299 (2026), and the price of 6 steps, which is not known`; nothing without steps or any price.

    What is free adds nothing to a price; where there is none, it is said.
    """
    if "price" not in kb.measures or not _takes_any(stages):
        return ""
    total = total_of(stages)
    priceless = counted(len(total.priceless), kb.words)
    money = [cost(span, currency, _years(stages, currency)) for currency, span in total.costs.items() if span != FREE]
    if not money and total.free and not priceless:
        money = [cost(FREE, "", sorted({year for currency in (*total.costs, "") for year in _years(stages, currency)}))]
    if priceless and total.free and not money:
        return f"free but for {priceless}, whose price is {NOT_KNOWN}"
    return _with_unknown(money, "price", priceless)


def time_together(stages: Sequence[Stage], kb: KnowledgeBase) -> str:
    """`18 to 30 months, and the time of 2 steps, which is not known`; nothing without steps, or without any time."""
    if "time" not in kb.measures or not _takes_any(stages):
        return ""
    total = total_of(stages)
    steps = sum(1 for stage in stages if stage.takes or stage.step.achieves)
    time = [] if len(total.timeless) == steps else [months(total.months)]
    return _with_unknown(time, "time", counted(len(total.timeless), kb.words))


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
