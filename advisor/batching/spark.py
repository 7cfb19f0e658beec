"""A batch on Spark: it reads, decides on its workers and writes its own partitioned files."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from advisor.batching.faults import PLACE, Splitter, add
from advisor.batching.job import Order, Tally, milestones
from advisor.columns import frames
from advisor.columns.naming import Naming
from advisor.columns.output import ERROR
from advisor.columns.program import CARRIED
from advisor.columns.query import MARK
from advisor.errors import AdvisorError, first_line
from advisor.formats import KEY, RESULT, ending_of
from advisor.tables import spark_source
from advisor.tables.finding import FORMATS, SEPARATORS
from advisor.tables.writing import BEGINNING, INSIDE

if TYPE_CHECKING:
    from advisor.columns.words import Wording
    from advisor.knowledge.model import KnowledgeBase


TEXT: dict[str, Any] = {
    "escape": '"',
    "emptyValue": "",
    "ignoreLeadingWhiteSpace": False,
    "ignoreTrailingWhiteSpace": False,
}
"""How texts are written as they are."""


COMPLAINTS = 100_000
"""So many different complaints are fetched from Spark at most, to be counted by kind."""

_OWN = re.compile(rf"^{AdvisorError.__module__}\.{AdvisorError.__name__}: (.*)", re.MULTILINE)
"""How an AdvisorError that a worker raised is told at the end of what Spark says."""


@contextmanager
def session(master: str | None) -> Iterator[Any]:
    """The session that is active, or a new one at `master`, by default all processors of this machine; ends it.

    Raises AdvisorError where Spark is not here or cannot start, and for what goes wrong in it.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise AdvisorError("Spark is not here; install it with: pip install 'records-advisor[spark]'") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise AdvisorError("Spark needs Java 17 or newer, and there is none here; install it, or set JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers of this machine need this environment
    builder = SparkSession.builder.appName("advisor batch").config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "50000")
    builder = builder.config("spark.sql.caseSensitive", "true")
    if master or "SPARK_MASTER" not in os.environ:
        builder = builder.master(master or "local[*]")
    try:
        spark = builder.getOrCreate()
        try:
            # What ends the run is raised, and need not be told in Java's words before.
            spark.sparkContext.setLogLevel("FATAL")
            yield spark
        finally:
            spark.stop()
    except (PySparkException, Py4JError) as error:
        own = _OWN.search(str(error))
        raise AdvisorError(own[1] if own else f"Spark: {_cause(error)}") from None


def _cause(error: Exception) -> str:
    """What went wrong at the bottom: Java wraps it in where it went wrong."""
    cause = getattr(error, "java_exception", None)
    while cause is not None and cause.getCause() is not None:
        cause = cause.getCause()
    said = cause.getMessage() if cause is not None else None
    return first_line(Exception(said)) if said else first_line(error)


def run(kb: KnowledgeBase, order: Order, wording: Wording, say: Callable[[str], None], tally: Tally) -> None:
    """Decides the inputs, tables of one format, and writes the output, a folder of files. Raises AdvisorError."""
    from advisor.columns.engines import on_spark

    if "-" in order.outputs or "-" in order.inputs:
        raise AdvisorError("Spark reads and writes files and folders, not the standard streams")
    for path in order.inputs:
        if path.lower().endswith(".zst"):
            raise AdvisorError(f"{path}: Spark reads no .zst; compress it with gzip, or leave --engine spark out")
    for path in order.outputs:
        if path.lower().endswith(".zst"):
            raise AdvisorError(f"{path}: Spark writes no .zst; let it end in .gz")
        if ending_of(path) == ".xlsx":
            raise AdvisorError(f"{path}: Spark writes no workbooks; leave --engine spark out")
    noted = milestones(kb)
    with ExitStack() as folders:  # whose drafts are removed after Spark, which could go on writing them, has ended
        draft = folders.enter_context(_Folder(order.output))
        errors = folders.enter_context(_Folder(order.errors)) if order.errors else ""
        spark = folders.enter_context(session(order.spark_master))
        table, reading, own, faults, note = spark_source.read(
            spark, order.inputs, Naming(kb, order.map), order.separator
        )
        if note:
            say(note)
        frames.check(reading, say)
        decided = on_spark(table, own, wording, order.details, noted, faults=faults, told=order.told)
        counted = _Counted(kb, noted)
        _write(counted.by(decided), draft, order.output)
        counted.into(tally)
        if tally.bad:
            _count_faults(_read_back(spark, draft, order.output), kb, tally)
        if order.errors:
            written = _read_back(spark, draft, order.output)
            kept = [name for name in (*CARRIED, ERROR) if name in written.columns]
            _write(written.filter(written[ERROR].isNotNull()).select(kept), errors, order.errors)
        if order.verify:
            from pyspark.sql import functions

            some = table.orderBy(functions.rand()).limit(order.verify)
            again = on_spark(some, own, wording, order.details, asked=True, faults=faults)
            tally.sample = [row.asDict() for row in again.collect()]


class _Counted:
    """What came of the rows, counted by Spark while it writes them; `noted` are the milestones."""

    def __init__(self, kb: KnowledgeBase, noted: Sequence[str]) -> None:
        from pyspark.sql import Observation

        self._values = [(goal, value) for goal in kb.goals for value in kb.conclusions[goal].values]
        self._noted = noted
        self._found = Observation()

    def by(self, decided: Any) -> Any:
        """The frame without its notes, which counts when it is written."""
        from pyspark.sql import functions

        notes = [name for name in decided.columns if name.startswith(MARK)]
        counts = {"rows": functions.lit(1), "bad": decided[ERROR]}
        counts |= {f"at {goal} {value}": functions.when(decided[goal] == value, 1) for goal, value in self._values}
        counts |= {f"met {id}": functions.when(decided[name], 1) for id, name in zip(self._noted, notes, strict=True)}
        told = [functions.count(column).alias(name) for name, column in counts.items()]
        return decided.observe(self._found, *told).drop(*notes)

    def into(self, tally: Tally) -> None:
        """Adds what was counted."""
        found = self._found.get
        tally.rows, tally.bad = found["rows"], found["bad"]
        for goal, value in self._values:
            tally.goals.setdefault(goal, Counter()).update({value: found[f"at {goal} {value}"]})
        tally.gaps = Counter({id: tally.good - found[f"met {id}"] for id in self._noted})


def _count_faults(written: Any, kb: KnowledgeBase, tally: Tally) -> None:
    """What is wrong with the bad rows, of at most so many complaints that are not the same."""
    from pyspark.sql import functions as spark

    said = written.filter(written[ERROR].isNotNull()).select(
        spark.regexp_replace(ERROR, f"(?s){PLACE}", "").alias(ERROR)
    )
    splitter = Splitter(kb)
    for row in said.groupBy(ERROR).count().orderBy(spark.desc("count"), ERROR).limit(COMPLAINTS).collect():
        add(tally.faults, splitter, row[ERROR], row["count"])


def _read_back(spark: Any, draft: str, output: str) -> Any:
    kind = FORMATS[ending_of(output)]
    if kind in SEPARATORS:
        return spark.read.option("sep", SEPARATORS[kind]).option("escape", '"').csv(draft, header=True, multiLine=True)
    return spark.read.parquet(draft) if kind == "parquet" else spark.read.json(draft)


def _write(table: Any, folder: str, output: str) -> None:
    """Writes a folder of files in the format that the output's ending says."""
    from pyspark.sql import functions as spark

    kind = FORMATS[ending_of(output)]
    packing = "gzip" if output.lower().endswith(".gz") else "none"
    if kind in SEPARATORS:
        texts = [name for name in table.columns if name.endswith(("_title", "_do", "_text"))]
        for name in (*CARRIED, "because", ERROR, *texts):
            if name in table.columns:
                inside = spark.regexp_replace(spark.col(name), INSIDE, "$1'$2")
                table = table.withColumn(name, spark.regexp_replace(inside, BEGINNING, "'$0"))
        table.write.mode("overwrite").csv(folder, header=True, sep=SEPARATORS[kind], compression=packing, **TEXT)
    elif kind == "parquet":
        table.write.mode("overwrite").parquet(folder)
    else:
        told = [] if KEY in table.columns else [spark.lit(RESULT).alias(KEY)]
        table.select(*told, "*").write.mode("overwrite").json(folder, compression=packing, ignoreNullFields=False)


class _Folder:
    """A folder beside the output that takes its place at the end; where the output is elsewhere, the output itself."""

    def __init__(self, output: str) -> None:
        self._output = output
        self._local = "://" not in output
        self._draft = f"{os.path.realpath(output)}.part" if self._local else output

    def __enter__(self) -> str:
        if self._local and os.path.isfile(self._output):
            raise AdvisorError(f"{self._output}: is a file; Spark writes a folder")
        return f"file://{self._draft}" if self._local else self._draft

    def __exit__(self, kind: object, *_: object) -> None:
        if not self._local:
            return
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            return
        old = f"{self._draft}.old"
        if os.path.isdir(self._output):
            os.rename(self._output, old)
        os.rename(self._draft, os.path.realpath(self._output))
        shutil.rmtree(old, ignore_errors=True)
