"""Spark decides batches and tables as Polars does, which other tests hold against experta. Needs PySpark and Java."""

from __future__ import annotations

import csv
import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from greenhouse import QUESTIONS, write_greenhouse, write_kb
from loans import LOAN, ROWS
from odd_records import HEADER, RECORDS, table
from owned_tables import pair_of_tables
from row_tables import chain, greenhouse_rows

import advisor
from advisor.knowledge.model import KnowledgeBase
from benchmarks.tables import block, write

pytest.importorskip("pyspark", reason="PySpark is not installed")
needs_java = pytest.mark.skipif(not (os.environ.get("JAVA_HOME") or shutil.which("java")), reason="Spark needs Java")


def batch(here: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "advisor", "batch", *args, "--engine", "spark", "--kb", "greenhouse"]
    return subprocess.run(
        command, capture_output=True, check=False, text=True, cwd=here, env={**os.environ, **environment}
    )


@pytest.fixture
def here(tmp_path: Path) -> Path:
    write_greenhouse(tmp_path / "greenhouse")
    write(advisor.load(str(tmp_path / "greenhouse")), 2_000, str(tmp_path / "in.csv"), bad=0.05)
    return tmp_path


@needs_java
def test_a_batch_is_written_and_summed_up_as_by_polars(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from advisor.cli.main import main

    monkeypatch.chdir(here)
    assert main(["batch", "in.csv", "-o", "expected.parquet", "--kb", "greenhouse"]) == 1
    done = batch(here, "in.csv", "-o", "out.parquet", "--errors", "bad.parquet", "--verify", "50")
    assert done.returncode == 1, done.stderr
    assert "2,000 rows in" in done.stderr
    summary = capsys.readouterr().err.partition("\n\n")[2]
    assert "Not met" in summary
    assert summary.strip() in done.stderr
    assert "50 rows derived again: no differences" in done.stderr
    expected = pl.read_parquet("expected.parquet").sort("id")
    found = pl.read_parquet("out.parquet/*.parquet").sort("id")
    named = pl.col("error").str.replace("^row", "part 0, row")
    assert found.to_dicts() == expected.with_columns(named).to_dicts()
    bad = pl.read_parquet("bad.parquet/*.parquet").sort("id")
    assert bad.to_dicts() == found.filter(pl.col("error").is_not_null()).select("id", "error").to_dicts()
    assert not [name for name in os.listdir(here) if ".part" in name]


@needs_java
@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.jsonl", "in.parquet"])
def test_words_mean_on_spark_what_they_mean_elsewhere(here: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from advisor.cli.main import main

    monkeypatch.chdir(here)
    _, owned = pair_of_tables(advisor.load("greenhouse"), 200, seed=3, bad=0.03)
    if name.endswith(".parquet"):
        owned.write_parquet(name)
    else:
        text = owned.write_ndjson() if name.endswith(".jsonl") else owned.write_csv(separator=";")
        Path(name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    Path("map.yaml").write_text("set: {soil: Dry}\nempty: NA\n")
    assert main(["batch", name, "-o", "expected.parquet", "--kb", "greenhouse", "--map", "map.yaml"]) == 1
    done = batch(here, name, "-o", "out.parquet", "--map", "map.yaml", "--verify", "20")
    assert done.returncode == 1, done.stderr
    assert "20 rows derived again: no differences" in done.stderr
    assert ("separated by semicolons" in done.stderr) == ("csv" in name)
    expected = pl.read_parquet("expected.parquet").sort("id")
    found = pl.read_parquet("out.parquet/*.parquet").sort("id")
    assert found.drop("error").to_dicts() == expected.drop("error").to_dicts()
    places = expected.select(pl.col("error").str.replace("^row [0-9]+", "row"))["error"].to_list()
    assert found.select(pl.col("error").str.replace("^part [0-9]+, row [0-9]+", "row"))["error"].to_list() == places


@needs_java
def test_compressed_text_is_written_by_spark_and_zst_refused(here: Path) -> None:
    assert batch(here, "in.csv", "-o", "out.csv.gz").returncode == 1
    [part] = (here / "out.csv.gz").glob("*.csv.gz")
    assert gzip.decompress(part.read_bytes()).startswith(b"id,next_step,")
    for args in (["in.csv", "-o", "out.csv.zst"], ["in.csv.zst", "-o", "out.csv"]):
        done = batch(here, *args)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


@needs_java
def test_what_cannot_be_read_is_one_line_and_leaves_the_output_as_it_was(here: Path) -> None:
    (here / "out.csv").mkdir()
    (here / "out.csv" / "mine").write_text("as it was")
    for name, text in {"a": "id,plant\n1,cactus\n", "b": "plant,id\ncactus,1\n"}.items():
        (here / f"{name}.csv").write_text(text)
    done = batch(here, "a.csv", "b.csv", "-o", "out.csv")
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith("advisor: no column")]
    assert re.fullmatch(r"advisor: file:\S*/[ab]\.csv: its header is not that of the other files; .*", said[-1])
    assert " ERROR " not in done.stderr
    assert "Traceback" not in done.stderr
    assert (here / "out.csv" / "mine").read_text() == "as it was"
    assert os.listdir(here / "out.csv") == ["mine"]


@needs_java
def test_lines_of_json_are_read_as_by_polars(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are none, keys that are there twice or nobody's, half characters and odd ones, numbers as written."""
    from advisor.cli.main import main

    monkeypatch.chdir(here)
    lines = [
        '{"id": 1.10, "plant": "cactus"}',
        "",
        '{"id": 2, "plant": "cactus"',
        '{"plant": "cactus", "plant": "rose"}',
    ]
    lines += ['{"id": "\\ud800", "plant": "cactus"}', '{"id": "a\u2028b\x85\\u0000", "plant": "cactus", "PLANT": 1}']
    raw = "\n".join(lines).encode() + b'\n{"id": "\xff"}\r\n{"id": 7, "plant": "orchid", "days": 3.0}'
    Path("in.jsonl").write_bytes(raw)
    assert main(["batch", "in.jsonl", "-o", "expected.jsonl", "--kb", "greenhouse"]) == 1
    done = batch(here, "in.jsonl", "-o", "out.parquet")
    assert done.returncode == 1, done.stderr
    found = pl.read_parquet("out.parquet/*.parquet").with_columns(pl.col("error").str.replace("^part 0, ", ""))
    expected = pl.read_ndjson("expected.jsonl", schema=found.schema)
    assert found.to_dicts() == expected.to_dicts()
    assert found["error"].null_count() == 3
    assert found["id"].to_list()[0] == "1.10"


def _written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell


@needs_java
def test_texts_of_a_table_come_out_as_they_came_in(here: Path) -> None:
    ids = [" a ", "#b", "c\\", "d\u2028\x85", 'e"f']
    Path(here / "in.csv").write_text(
        " id , plant\n" + "".join(f"{_written(id)},cactus\n" for id in ids), encoding="utf-8"
    )
    done = batch(here, "in.csv", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    texts = "".join(part.read_text("utf-8").partition("\n")[2] for part in sorted((here / "out.csv").glob("*.csv")))
    assert [row[0] for row in csv.reader(texts.split("\n")[:-1])] == ids


def test_where_there_is_no_java_it_says_so(here: Path) -> None:
    done = batch(here, "in.csv", "-o", "out.parquet", PATH="", JAVA_HOME="")
    assert done.returncode == 2
    assert done.stderr == (
        "advisor: Spark needs Java 17 or newer, and there is none here; install it, or set JAVA_HOME\n"
    )


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from advisor.batching.spark import session

    with session("local[2]") as found:
        yield found


def read(spark: Any, kb: KnowledgeBase, path: Path) -> pl.DataFrame:
    """The file decided on Spark, as CSV, with the parts that it was read in left out of the errors."""
    from advisor.assessment import wording
    from advisor.columns.engines import on_spark
    from advisor.columns.naming import Naming
    from advisor.tables import spark_source

    table = spark_source.read(spark, [str(path)], Naming(kb))
    told = on_spark(table.frame, table.own, wording(kb), details=False, faults=table.faults)
    rows = [row.asDict() for row in told.collect()]
    named = pl.col("error").str.replace(r"^part \d+, row \d+, ", "").str.replace(r"row \d+, ", "")
    return pl.DataFrame(rows, schema=dict.fromkeys(told.columns, pl.String)).with_columns(named)


def expected(kb: KnowledgeBase, path: Path) -> pl.DataFrame:
    from advisor.batching.job import Order
    from advisor.batching.run import run

    out = path.with_suffix(".out.parquet")
    run(kb, Order([str(path)], str(out)), lambda text: None, lambda tally: None)
    return pl.read_parquet(out).with_columns(pl.col("error").str.replace(r"^row \d+, ", ""))


@needs_java
@pytest.mark.parametrize("first", range(len(RECORDS)))
def test_a_record_of_any_kind_comes_out_with_the_same_words(
    spark: Any, greenhouse: KnowledgeBase, tmp_path: Path, first: int
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(table(RECORDS[first:] + RECORDS[:first]))
    assert read(spark, greenhouse, path).to_dicts() == expected(greenhouse, path).to_dicts()


@needs_java
@pytest.mark.parametrize("odd", [b"", b'"7","G, ""g""\nh",cactus,,,,', b'"open,cactus,,,,'])
def test_a_file_that_spark_divides_keeps_all_its_records(
    spark: Any, greenhouse: KnowledgeBase, tmp_path: Path, odd: bytes
) -> None:
    """Each part begins within a record; a record with a line break, or an open mark, keeps the file whole."""
    path = tmp_path / "in.csv"
    bad = [b"1,Ann,cactus,,,,,9", b"2,Bob", b"4,D\xff,cactus,,,,", b"5,Eve,rose,,,,", b'"a""","b",cactus,,,,\r', b"\r"]
    path.write_bytes(b"\n \nsep=,\n" + table([b"%d,Zoe,cactus,,,," % at for at in range(100)] + bad * 20 + [odd]))
    before = {f"spark.sql.files.{name}": size for name, size in (("maxPartitionBytes", 400), ("openCostInBytes", 1))}
    for option, size in before.items():
        spark.conf.set(option, size)
    try:
        found = read(spark, greenhouse, path)
        parts = spark.read.text(str(path)).rdd.getNumPartitions()
    finally:
        for option in before:
            spark.conf.unset(option)
    assert parts == 1 if odd else parts > 5
    order = ["id", "name", "error"]
    assert found.sort(order).to_dicts() == expected(greenhouse, path).sort(order).to_dicts()


@needs_java
def test_each_of_many_files_has_a_header(spark: Any, greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "in.tsv"
    folder.mkdir()
    for at in range(30):
        text = HEADER.replace(",", "\t") + f"{at}\tAnn\tcactus\t\t\t\t\n" * at
        (folder / f"{at}.tsv").write_text(text if at % 2 else f"\ufeff\r\n{text}", encoding="utf-8")
    found = read(spark, greenhouse, folder)
    assert found["error"].null_count() == len(found) == sum(range(30))
    assert found["id"].value_counts().sort("id").to_dicts() == [
        {"id": id, "count": int(id)} for id in sorted(map(str, range(1, 30)))
    ]


def same(spark: Any, kb: KnowledgeBase, frame: pl.DataFrame) -> None:
    """Whether both decide alike; the rows stand in several parts, so that each part has rows of its own number."""
    expected = advisor.assess(frame, kb, details=True)
    rows = frame.with_columns(pl.int_range(len(frame)).cast(pl.String).alias("id"))
    table = spark.createDataFrame(rows.to_pandas()).repartition(3)
    told = advisor.assess(table, kb, details=True)
    rows_told = [row.asDict() for row in told.collect()]
    found = pl.DataFrame(rows_told, schema={name: expected.schema.get(name, pl.String()) for name in told.columns})
    in_order = found.sort(pl.col("id").cast(pl.Int64)).drop("id")
    rests = [name for name in in_order.columns if name != "error"]
    assert in_order.select(rests).to_dicts() == expected.select(rests).to_dicts()
    assert in_order["error"].is_null().to_list() == expected["error"].is_null().to_list()


@needs_java
def test_every_case_of_the_greenhouse_is_decided_alike(spark: Any, greenhouse: KnowledgeBase) -> None:
    same(spark, greenhouse, greenhouse_rows(greenhouse))


@needs_java
def test_random_rows_of_the_shipped_knowledge_base_are_decided_alike(spark: Any) -> None:
    kb = advisor.load()
    same(spark, kb, block(kb, 2_000, seed=5, bad=0.02).drop("id"))


@needs_java
def test_rules_that_rest_on_one_another_are_decided_alike(spark: Any) -> None:
    same(spark, chain(12), pl.DataFrame({"start": ["go", "stay", None, "no value"]}))


@needs_java
def test_goals_and_concluded_numbers_are_decided_alike(spark: Any, tmp_path: Path) -> None:
    kb = advisor.load(write_kb(tmp_path / "loan", **LOAN))
    same(spark, kb, pl.DataFrame(ROWS).drop("id"))
    kinds = dict(advisor.assess(spark.createDataFrame(ROWS), kb, details=True).dtypes)
    assert (kinds["score"], kinds["checks"], kinds["rate"]) == ("double", "bigint", "string")


@needs_java
def test_a_batch_writes_numbers_and_counts_each_goal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from advisor.cli.main import main

    monkeypatch.chdir(tmp_path)
    write_kb(tmp_path / "loan", **LOAN)
    pl.DataFrame(ROWS).write_parquet("in.parquet")
    asked = ["batch", "in.parquet", "--details", "--kb", "loan"]
    assert main([*asked, "-o", "expected.parquet"]) == 1
    summary = capsys.readouterr().err.partition("\n\n")[2].strip()
    command = [sys.executable, "-m", "advisor", *asked, "-o", "out.parquet", "--engine", "spark", "--verify", "6"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert summary in done.stderr, done.stderr
    assert "6 rows derived again: no differences" in done.stderr
    found, expected = pl.read_parquet("out.parquet/*.parquet").sort("id"), pl.read_parquet("expected.parquet")
    assert found.schema == expected.schema
    assert found.drop("error").equals(expected.drop("error"))


@needs_java
def test_typed_columns_mean_what_their_text_means(spark: Any, greenhouse: KnowledgeBase) -> None:
    from pyspark.sql.types import ArrayType, IntegerType, StringType, StructField, StructType

    schema = StructType(
        [
            StructField("plant", StringType()),
            StructField("days", IntegerType()),
            StructField("signs", ArrayType(StringType())),
        ]
    )
    rows = [("cactus", 3, ["spots", "wilting"]), ("cactus", None, None), ("cactus", 1, [])]
    texts = pl.DataFrame({"plant": ["cactus"] * 3, "days": ["3", None, "1"], "signs": ["spots;wilting", None, "none"]})
    table = spark.createDataFrame(rows, schema).coalesce(1)
    with pytest.warns(UserWarning, match="counted as unknown"):
        expected = advisor.assess(texts, greenhouse, details=True)
    with pytest.warns(UserWarning, match="counted as unknown"):
        found = advisor.assess(table, greenhouse, details=True).collect()
    assert [row.asDict() for row in found] == expected.to_dicts()


@needs_java
def test_columns_that_nobody_reads_may_have_any_name(spark: Any, greenhouse: KnowledgeBase) -> None:
    table = spark.range(3, numPartitions=1).selectExpr(
        "id AS a", "'cactus' AS plant", "id AS a", "1 AS Plant", "id AS `a.b`"
    )
    with pytest.warns(UserWarning, match="not read"):
        found = advisor.assess(table, greenhouse).collect()
    assert [row["next_step"] for row in found] == ["enjoy"] * 3
    twice = spark.range(1).selectExpr("'cactus' AS plant", "'cactus' AS plant")
    with pytest.raises(advisor.AdvisorError, match="the column 'plant' is there twice"):
        advisor.assess(twice, greenhouse)
    held = spark.range(1).selectExpr("named_struct('a', 1) AS plant")
    with (
        pytest.warns(UserWarning, match="counted as unknown"),
        pytest.raises(advisor.AdvisorError, match="'plant' holds neither texts nor numbers"),
    ):
        advisor.assess(held, greenhouse)


@needs_java
def test_as_many_rows_come_out_as_went_in_whatever_their_columns(spark: Any, tmp_path: Path) -> None:
    free = advisor.load(write_greenhouse(tmp_path, questions=QUESTIONS.replace("    required: yes\n", "")))
    for rows in (0, 5):
        with pytest.warns(UserWarning, match="no column is the id of a question"):
            found = advisor.assess(spark.range(rows).toDF("Student"), free).collect()
        assert [row["next_step"] for row in found] == ["hang-cloth"] * rows
