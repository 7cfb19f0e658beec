"""Reads the tables of a knowledge base: columns, and in each row what stands in them and what that rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.errors import did_you_mean, listed, quoted
from advisor.knowledge import schema
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.tables import CellSource, Column, Content, Table
from advisor.knowledge.texts import placeholders, unfilled
from advisor.knowledge.wording import in_words

if TYPE_CHECKING:
    from yaml.nodes import Node


def read_tables(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """Tables; what the columns list that list values of a question is read by `read_lists`."""
    for key, node in reader.named(section, "tables"):
        if not declared.claim(reader, key, "table"):
            continue
        before = len(reader.problems)
        fields = reader.record(node, f"table '{key.value}'", schema.TABLE)
        columns = _columns(reader, fields["columns"]) if "columns" in fields else {}
        if columns:
            _check_clauses(reader, fields["columns"], columns)
        rows, sources = {}, {}
        if "rows" in fields:
            items = reader.named(fields["rows"], f"rows of table '{key.value}'")
            if not items and kind(fields["rows"]) == "map":
                reader.problem(fields["rows"], f"table '{key.value}' has no rows")
            for row, cells in items:
                if row.value in (UNKNOWN, NONE):
                    reader.problem(row, f"'{row.value}' has a fixed meaning and cannot be a row")
                declared.places[("row", f"{key.value}={row.value}")] = reader.place(row)
                rows[row.value], own = _row(declared, reader, cells, row.value, columns)
                if own:
                    sources[row.value] = own
        declared.tables[key.value] = Table(key.value, columns, rows, sources)
        if len(reader.problems) > before:
            declared.broken.add(key.value)


def read_lists(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """What those columns list whose cells have values of a question, once the questions are read."""
    for key, node in section.value if kind(section) == "map" else ():
        table = declared.tables.get(str(key.value))
        first = declared.places.get(("table", str(key.value))) == reader.place(key)
        if table is None or not first or table.id in declared.broken:
            continue
        before = len(reader.problems)
        nodes = {name.value: value for name, value in node.value}
        columns, rows = dict(table.columns), {row: dict(cells) for row, cells in table.rows.items()}
        for name, value in nodes["columns"].value:
            if columns[name.value].question:
                columns[name.value] = _of_question(declared, reader, value, columns[name.value])
        for row, cells in nodes["rows"].value:
            for name, cell in cells.value:
                if columns[name.value].question and columns[name.value].values:
                    rows[row.value][name.value] = _content(reader, _inside(cell), row.value, columns[name.value])
        declared.tables[table.id] = table._replace(columns=columns, rows=rows)
        if len(reader.problems) > before:
            declared.broken.add(table.id)


def _of_question(declared: SymbolTable, reader: NodeReader, node: Node, column: Column) -> Column:
    """The column with the values of its question; without any where there is no such question."""
    named = next(value for key, value in node.value if key.value == "many")
    question = declared.questions.get(column.question)
    if question is None:
        if column.question not in declared.broken:
            declared.unknown(reader, named, "question", column.question, declared.questions)
        return column
    if question.id in declared.broken:
        return column
    if question.kind == "number":
        reader.problem(named, f"column '{column.id}' cannot list values of '{question.id}', which is a number")
        return column
    if question.table:
        return column._replace(values=question.values, texts=question.texts)
    words = {value: text for value, text in question.texts.items() if value in question.values}
    if any(_filled(text) for text in words.values()):
        what = f"column '{column.id}' cannot list values of '{question.id}', whose wordings have placeholders"
        reader.problem(named, f"{what}; give the column values and wordings of its own")
        return column
    return column._replace(values=question.values, texts={value: unfilled(text) for value, text in words.items()})


def _filled(text: str) -> bool:
    """Whether a wording has placeholders, or is none that can be filled, which is told where it stands."""
    try:
        return any(placeholders(text))
    except ValueError:
        return True


def _columns(reader: NodeReader, node: Node) -> dict[str, Column]:
    return {key.value: _column(reader, key.value, value) for key, value in reader.named(node, "columns")}


def _column(reader: NodeReader, id: str, node: Node) -> Column:
    what = f"column '{id}'"
    fields = reader.record(node, what, schema.COLUMN)
    kinds = [name for name in schema.COLUMN.at_most_one if name in fields]
    if len(kinds) > 1:
        reader.problem(node, f"{what} holds one kind of thing: just one of {', '.join(schema.COLUMN.at_most_one)}")
    column = Column(id, reader.line(fields.get("text"), "text") or in_words(id), told=_told(reader, fields, what))
    if "number" in fields:
        units = reader.record(fields["number"], f"'number' of {what}", schema.UNITS)
        unit, of_one = (reader.text(units.get(name), name) for name in schema.UNITS)
        if of_one and not unit:
            reader.problem(units["unit_of_one"], "'unit_of_one' needs a 'unit' for the other numbers")
        return column._replace(kind="number", unit=unit, unit_of_one=of_one)
    if "many" in fields and kind(fields["many"]) == "str":
        return column._replace(kind="many", question=str(fields["many"].value))
    if not kinds:
        return column
    texts = _values(reader, fields[kinds[0]], kinds[0], what)
    words = {value: text for value, text in texts.items() if text}
    return column._replace(kind="many" if kinds[0] == "many" else "one", values=tuple(texts), texts=words)


def _told(reader: NodeReader, fields: dict[str, Node], what: str) -> dict[str, str]:
    """The clauses in which cells are told; one of its own for a word only where cells hold words."""
    node = fields.get("told")
    if node is None:
        return {}
    if kind(node) != "map":
        return {"": reader.line(node, f"'told' of {what}")}
    words = [str(part.value) for part in reader.parts(fields["one"], "'one'")] if "one" in fields else []
    for key, _ in node.value:
        if str(key.value) not in words:
            hint = did_you_mean(str(key.value), words) or f"; known are {listed(words)}" if words else ""
            reader.problem(key, f"'told' of {what}: {quoted(str(key.value))} is none of its words{hint}")
    return {str(key.value): reader.line(value, f"how '{key.value}' is told") for key, value in reader.items(node, what)}


def _check_clauses(reader: NodeReader, columns: Node, known: dict[str, Column]) -> None:
    """Placeholders in clauses name columns of the table."""
    for name, node in columns.value:
        id = str(name.value)
        fields = {str(key.value): value for key, value in node.value} if kind(node) == "map" else {}
        for text in known[id].told.values() if "told" in fields and id in known else ():
            what = f"'told' of column '{id}'"
            try:
                strange = [it for it in placeholders(text) if it not in known]
            except ValueError as error:
                reader.problem(fields["told"], f"{what}: {error}")
                continue
            for it in strange:
                hint = did_you_mean(it, known) or f"; known are {listed(known)}"
                reader.problem(fields["told"], f"{what} names no column of its table: {quoted(it)}{hint}")


def _values(reader: NodeReader, node: Node, shape: str, what: str) -> dict[str, str]:
    """The values that a column declares, with their wordings where it has some."""
    texts: dict[str, str] = {}
    if shape == "many" and kind(node) == "map":
        for key, value in reader.named(node, f"'{shape}'"):
            texts[key.value] = reader.line(value, f"the wording of '{key.value}'")
    else:
        for part in reader.parts(node, f"'{shape}'"):
            word = reader.word(part, f"a value of {what}")
            if word is not None and reader.is_id(part):
                if word in texts:
                    reader.problem(part, f"duplicate value '{word}'")
                texts[word] = ""
    for word in (UNKNOWN, NONE) if shape == "many" else ():
        if word in texts:
            reader.problem(node, f"'{word}' has a fixed meaning and cannot be listed")
    if not texts:
        reader.problem(node, f"'{shape}' needs at least one value")
    return texts


def _row(
    declared: SymbolTable, reader: NodeReader, node: Node, row: str, columns: dict[str, Column]
) -> tuple[dict[str, Content], dict[str, CellSource]]:
    """What stands in the cells of a row, and the sources of those that have one of their own."""
    cells: dict[str, Content] = {}
    sources: dict[str, CellSource] = {}
    for id, value in reader.fields(node, f"row '{row}'", columns, [*columns]).items():
        if kind(value) == "map":
            fields = reader.record(value, f"cell '{id}' of row '{row}'", schema.CELL)
            source = CellSource(declared.cite(reader, fields.get("cite")), reader.date(fields.get("as_of"), "as_of"))
            if source != CellSource():
                sources[id] = source
            if "is" not in fields:
                continue
            value = fields["is"]
        cells[id] = _content(reader, value, row, columns[id])
    return cells, sources


def _inside(cell: Node) -> Node:
    """What stands in a cell, be it with a source or without."""
    return next(value for key, value in cell.value if key.value == "is") if kind(cell) == "map" else cell


def _content(reader: NodeReader, node: Node, row: str, column: Column) -> Content:
    what = f"cell '{column.id}' of row '{row}'"
    if column.kind in ("number", "many") and kind(node) == "str" and node.value == UNKNOWN:
        return UNKNOWN
    if column.kind == "number":
        number = reader.number(node, what)
        return 0 if number is None else number
    if column.kind == "many":
        return _listed(reader, node, what, column)
    text = reader.text(node, what)
    if text and column.values and text not in column.values:
        _unknown(reader, node, column, text)
    return text


def _listed(reader: NodeReader, node: Node, what: str, column: Column) -> tuple[str, ...]:
    """The values that a cell lists, in the column's order; any, as long as the column's question is not read."""
    found = []
    for part in reader.parts(node, what) if kind(node) != "str" else [node]:
        word = reader.word(part, f"a value in {what}")
        if word is None:
            continue
        if word in found:
            reader.problem(part, f"duplicate value '{word}'")
        elif column.values and word not in column.values:
            _unknown(reader, part, column, word)
        found.append(word)
    return tuple(value for value in column.values or found if value in found)


def _unknown(reader: NodeReader, node: Node, column: Column, word: str) -> None:
    hint = did_you_mean(word, column.values) or f"; known are {listed(column.values)}"
    whose = f"value of '{column.question}' in column" if column.question else "value of column"
    reader.problem(node, f"unknown {whose} '{column.id}': {quoted(word)}{hint}")
