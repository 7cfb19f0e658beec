"""The answer first: a recommendation on one screen, with how to see the rest."""

from __future__ import annotations

import re

from advisor.explanation import english
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge import goals
from advisor.knowledge.texts import sentences
from advisor.knowledge.wording import uncapital
from advisor.plain_text import capital, markdown, one_line, wrap
from advisor.reports import measures
from advisor.reports.text import render_within
from advisor.reports.told import FAULT, beside, first_question, open_questions, road_mark, road_open

HEIGHT = 22
"""Lines of a screen of 24 that are left beside what was typed and the next prompt."""
COLUMNS = 80
"""In fewer columns more lines hold as many words."""

ENOUGH = 3
"""Lines that the text of the goal has if it needs them, before the road and the warning have theirs."""
_LAYOUTS = ((5, 2), (5, 1), (4, 1), (3, 1), (2, 1))
"""So many steps of the road, and so many lines for a warning and for what is not settled."""
MORE = " ..."
_ASIDE = re.compile(r" \([^()]*\)")
_ITEMS = ("- ", "* ", "+ ", *(f"{digit}" for digit in range(10)))


def render(advice: Recommendation, width: int = COLUMNS, height: int = HEIGHT, rest: str = "") -> str:
    """What a person wants to know first, ending in a line break, in at most `height` lines of 80 columns.

    That is what to do, what it takes, the warning and the road in a line each; where a knowledge base has more goals or
    longer titles than a screen holds, it is longer. `rest` says how to see what is left
    out. A report that is no longer than that is told whole.
    """
    report = _Short(advice, width)
    whole = render_within(advice, report.lines_for(height), width)
    return "\n".join(report.lines(height, rest)) + "\n" if whole is None else whole


class _Short:
    def __init__(self, advice: Recommendation, width: int) -> None:
        self._advice = advice
        self._kb = advice.kb
        self._width = width

    def lines(self, height: int, rest: str) -> list[str]:
        """The most that leaves room for the text of the goal."""
        heading, text = self._goal()
        wanted = min(len(markdown(text, self._width)), self.lines_for(ENOUGH))
        for stages, long in _LAYOUTS:
            parts = [[*self._facts(long), *self._others()], self._beside(), self._ahead(stages, long)]
            after = [line for number, part in enumerate(filter(None, parts)) for line in ("", *part)[number == 0 :]]
            after += wrap(rest, self._width) if rest else []
            room = self.lines_for(height) - len(heading) - len(after)
            if room >= wanted:
                break
        return [*heading, *self._beginning(text, max(room, 1)), *after]

    def lines_for(self, lines: int) -> int:
        """So many lines of 80 columns in lines of this width."""
        return max(lines, -(-lines * COLUMNS // self._width))

    def _goal(self) -> tuple[list[str], str]:
        """The heading, with the title of a step, and its text: Markdown."""
        advice, goal, width = self._advice, self._kb.goal, self._width
        if problem := advice.problem_of(goal):
            return [f"NO SINGLE {goals.noun(self._kb, goal).upper()}"], f"{capital(problem)}. {FAULT}"
        heading = [goals.heading(self._kb, goal).upper()]
        if step := advice.step:
            first = next((text for text in advice.paragraphs(step.do) if text.strip()), "")
            return [*heading, *wrap(advice.fill(step.title), width), *([""] if first else [])], first
        (value,) = advice.values_of(goal)
        return heading, advice.fill(goals.text_of(self._kb, goal, value))

    def _beginning(self, text: str, most: int) -> list[str]:
        """The first paragraph as far as there is room, of a list so many items, and the others where all have it."""
        lines = markdown(text, self._width)
        if len(lines) <= most:
            return lines if text.strip() else []
        first = markdown(text.strip().split("\n\n")[0], self._width)
        if any(line.startswith(_ITEMS) for line in first):
            return [*first[: most - 1], MORE.strip()]
        return self._fitting(sentences(" ".join(first)), most, more=len(first) < len(lines))

    def _facts(self, long: int) -> list[str]:
        """What a step takes and its main warning; of another goal the reason."""
        advice, words = self._advice, self._kb.words
        if advice.step:
            watch = next((text for text in advice.paragraphs(advice.step.watch) if text.strip()), "")
            told = [(words.takes, self._takes(), 1), (words.watch, watch, long)]
        else:
            told = [(words.why, advice.fill(advice.rule.because) if advice.rule else "", long + 1)]
        return [line for label, text, most in told if text for line in self._labelled(label, text, most)]

    def _takes(self) -> str:
        """The time and the price, also that one of them is not known."""
        if self._kb.has_road and self._advice.roadmap:
            return measures.of_next(self._advice.roadmap[0], self._kb)
        return measures.takes(self._advice.takes)

    def _others(self) -> list[str]:
        """The further goals."""
        advice, lines = self._advice, []  # type: Recommendation, list[str]
        for id in self._kb.goals[1:]:
            problem = advice.problem_of(id)
            text = f"{capital(problem)}. {FAULT}" if problem else advice.title_of(id, advice.values_of(id)[0])
            lines += self._labelled(goals.heading(self._kb, id), text, 2)
        return lines

    def _beside(self) -> list[str]:
        """The first of what is told beside a goal that is no step; a step has a warning of its own."""
        lines: list[str] = []
        for id in () if self._advice.step else self._kb.also:
            texts = [text for text, _ in beside(self._advice, id)]
            more = f" (1 of {len(texts)})" if len(texts) > 1 else ""
            lines += self._labelled(f"{self._kb.conclusions[id].label}{more}", texts[0], 2) if texts else []
        return lines

    def _ahead(self, most: int, long: int) -> list[str]:
        """The steps of the road in a line each, which of them are not settled, and what can still change the goal."""
        advice, stages = self._advice, self._advice.roadmap
        lines: list[str] = []
        if len(stages) > 1:
            lines.append(self._kb.words.road_from_here.upper())
            for number, stage in enumerate(stages[:most], 1):
                time = measures.months(stage.takes.months) if stage.takes and stage.takes.months else ""
                first = f"{number:>2}{road_mark(advice, number)} "
                lines += self._titled(stage.title, first, f" - {time}" if time else "")
            lines += self._together(len(stages) - most)
        return [*lines, *self._open(long)]

    def _titled(self, title: str, first: str, last: str) -> list[str]:
        """A title, without what stands in brackets or after a colon where that has no room, or as many words of it."""
        room, bare = self.lines_for(1), _ASIDE.sub("", title)
        for said in (title, bare, bare.partition(": ")[0]):
            if len(lines := wrap(f"{said}{last}", self._width, first)) <= room:
                return lines
        return self._fitting([said], room, first, last=last)

    def _together(self, more: int) -> list[str]:
        """How many steps follow, and what all take: without the price where that has no room, or without all of it."""
        stages, words = self._advice.roadmap, self._kb.words
        follow = f"and {more} more" if more > 0 else ""
        totals = (measures.together(stages, self._kb), measures.time_together(stages, self._kb), "")
        label = f"; {uncapital(words.together)}: " if follow else f"{words.together}: "
        said = [f"{follow}{label if total else ''}{total}" for total in totals]
        lines = (wrap(f"{text}.", self._width, "    ") for text in said if text)
        return next((it for it in lines if len(it) <= self.lines_for(1)), [])

    def _open(self, long: int) -> list[str]:
        left = open_questions(self._advice)
        if not left:
            said = road_open(self._advice)
            return self._whole([said], long) if said else []
        what = f"{self._kb.words.still_unknown}, and can"
        if left[0] in self._advice.answers:
            what = "You did not know this, and it can"
        unknown = f"{what} change {english.wanted(self._kb, 'or')}: "
        if len(self._advice.roadmap) > 1 and road_open(self._advice):
            unknown = f"? {uncapital(unknown)}"
        return self._whole([f"{unknown}{first_question(self._advice, left)}"], long)

    def _labelled(self, label: str, text: str, most: int) -> list[str]:
        return self._whole(sentences(one_line(f"{label}: {text}")), most)

    def _whole(self, parts: list[str], most: int) -> list[str]:
        """As many sentences as fit, the first whole in any case: what is cut in the middle can say the opposite."""
        needed = len(wrap(f"{parts[0]}{MORE if len(parts) > 1 else ''}", self._width, "", "  "))
        return self._fitting(parts, max(self.lines_for(most), needed), "", "  ")

    def _fitting(
        self, parts: list[str], most: int, first: str = "", rest: str | None = None, last: str = "", more: bool = False
    ) -> list[str]:
        """As many of the sentences as so many lines hold, or else as many words of the first.

        `last` ends them in any case; `more`: something follows, which is told like what was cut.
        """
        room = most * self._width
        words = parts[0].split()[:room]
        shorter = [" ".join(parts[:number]) for number in range(min(len(parts) - 1, room), 0, -1)]
        shorter += [" ".join(words[:number]) for number in range(len(words) - 1, 0, -1)]
        lines: list[str] = []
        for said in (f"{' '.join(parts)}{MORE if more else ''}", *(f"{part}{MORE}" for part in shorter)):
            lines = wrap(f"{said}{last}", self._width, first, rest)
            if len(lines) <= most:
                break
        return lines
