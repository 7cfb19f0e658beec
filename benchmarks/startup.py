"""Start-up and response times as ratios, against the limits of the project.

    python benchmarks/startup.py [CASE]

Prints the median wall time of `advisor --version` and of `advisor recommend CASE` as a multiple of `python -c pass`,
that of `advisor batch` on a small table against importing Polars and recommending twice, and the longest time from an
answer to the next question. Exits with 1 where a limit is exceeded. Takes the examples'
first file of a single case unless one is given. It runs the installed package, or the checkout if it is run from there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 31
CHECKOUT = Path(__file__).resolve().parent.parent
STUDENTS = str(CHECKOUT / "examples" / "students.csv")
LIMITS = {"--version": 3.0, "recommend": 10.0}
NEXT_QUESTION_MS = 40.0


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def process(*args: str, fine: Sequence[int] = (0,)) -> Callable[[], object]:
    """Runs Python so, with byte code kept as an installed package has it. Raises RuntimeError where it fails."""
    command = [sys.executable, *args]
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def run() -> None:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=CHECKOUT, env=env)
        if done.returncode not in fine:
            raise RuntimeError(done.stderr.decode())

    return run


def start_up(case: str) -> bool:
    """Prints the ratios; whether both are within their limits. The runs are interleaved, so that noise hits all."""
    commands = {
        "pass": process("-c", "pass"),
        "--version": process("-m", "advisor", "--version"),
        "recommend": process("-m", "advisor", "recommend", case),
        "batch": process("-m", "advisor", "batch", STUDENTS, "-o", "-", fine=(0, 1)),
        "import polars": process("-c", "import polars"),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        command()  # writes the byte code
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(timed(command))
    base = median(times["pass"])
    print(f"python -c pass: {base:.1f} ms (median of {RUNS})")
    within = True
    for name, limit in LIMITS.items():
        ratio = median(times[name]) / base
        within = within and ratio <= limit
        print(f"advisor {name}: {ratio:.1f} times that ({'within' if ratio <= limit else 'EXCEEDS'} {limit:g})")
    small, limit = median(times["batch"]), median(times["import polars"]) + 2 * median(times["recommend"])
    print(f"advisor batch of a small table: {small:.0f} ms ({'within' if small <= limit else 'EXCEEDS'} {limit:.0f})")
    return within and small <= limit


def next_question(shortest: bool) -> bool:
    """Prints the time to the next question over consultations that take each question's first, then last value."""
    sys.path.insert(0, str(CHECKOUT))
    import advisor
    from advisor.consultation.consultation import Consultation

    kb = advisor.load()
    advisor.recommend(kb, {id: q.values[0] for id, q in kb.questions.items() if q.required})  # builds the engine
    times: list[float] = []
    for place in (0, -1):
        consultation = Consultation(kb, shortest=shortest)
        while (question := consultation.question) is not None:
            reply: object = question.values[place] if question.values else question.minimum
            reply = [reply] if question.kind == "many" else reply

            def step(consultation: Consultation = consultation, reply: object = reply) -> None:
                consultation.answer(reply)
                if consultation.goal_settled and consultation.phase == "goal":
                    consultation.go_on()
                consultation.remaining()
                _ = consultation.question

            times.append(timed(step))
    slowest = max(times)
    verdict = "within" if slowest <= NEXT_QUESTION_MS else "EXCEEDS"
    order = " with --shortest" if shortest else ""
    print(f"next question{order}: {median(times):.1f} ms median, {slowest:.1f} ms longest of {len(times)}", end=" ")
    print(f"({verdict} {NEXT_QUESTION_MS:g})")
    return slowest <= NEXT_QUESTION_MS


def main() -> int:
    cases = sorted((CHECKOUT / "examples" / "cases").rglob("*.yaml"))
    single = next(path for path in cases if "\n---" not in path.read_text(encoding="utf-8"))
    case = sys.argv[1] if len(sys.argv) > 1 else str(single)
    return 0 if all([start_up(case), next_question(False), next_question(True)]) else 1


if __name__ == "__main__":
    sys.exit(main())
