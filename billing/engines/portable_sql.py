"""What of the bill's SQL no transpiler changes: names that only DuckDB resolves, and tables that lie elsewhere."""

from collections.abc import Mapping

from sqlglot import exp

_SCHEMA = "main"


def portable(tree: exp.Expr, map_value: str, tables: Mapping[str, str], *, rows_as_columns: bool) -> exp.Expr:
    """The same statement in SQL that engines agree on, its tables called what they are called there."""
    for select in list(tree.find_all(exp.Select)):
        _without_all(select)
        _without_aliases(select)
        _joined_lists(select)
        if rows_as_columns and len(select.expressions) == 1 and isinstance(select.expressions[0], exp.Tuple):
            select.set("expressions", select.expressions[0].expressions)
    for cte in tree.find_all(exp.CTE):
        cte.set("materialized", None)
    for bracket in list(tree.find_all(exp.Bracket)):
        bracket.replace(exp.Anonymous(this=map_value, expressions=[bracket.this, *bracket.expressions]))
    for start in list(tree.find_all(exp.TimestampTrunc, exp.DateTrunc)):
        # Spark's has a time zone.
        start.replace(exp.cast(start.copy(), exp.DType.TIMESTAMP))
    for replacing in tree.find_all(exp.RegexpReplace):
        # Other engines replace all in any case, and have no flag that says so.
        replacing.set("modifiers", None)
    for table in list(tree.find_all(exp.Table)):
        if table.name in tables and not _is_named_in_statement(table):
            _call(table, tables[table.name])
    return tree


def renamed(tree: exp.Expr, columns: Mapping[str, str]) -> exp.Expr:
    """The same statement with other names, wherever they are said, so that each still means the same."""
    for name in tree.find_all(exp.Identifier) if columns else ():
        name.set("this", columns.get(name.name, name.name))
    return tree


def _call(table: exp.Table, name: str) -> None:
    """Another name for a table, which its columns may still be told by."""
    found = exp.to_table(name, dialect="duckdb")
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    table.set("this", found.this)
    table.set("db", found.args.get("db"))
    table.set("catalog", found.args.get("catalog"))


def _is_named_in_statement(table: exp.Table) -> bool:
    """Whether a WITH around a table gives its name to something else; a table of `main` is always the bill's."""
    if table.db == _SCHEMA:
        return False
    around = table.parent
    while around is not None:
        clause = around.args.get("with_") or around.args.get("with")
        if isinstance(clause, exp.With) and any(cte.alias == table.name for cte in clause.expressions):
            return True
        around = around.parent
    return False


def _without_all(select: exp.Select) -> None:
    """GROUP BY ALL and ORDER BY ALL by number."""
    group, order = select.args.get("group"), select.args.get("order")
    count = len(select.expressions)
    if isinstance(group, exp.Group) and group.args.get("all"):
        keys = [n + 1 for n, each in enumerate(select.expressions) if not each.find(exp.AggFunc)]
        select.set("group", exp.Group(expressions=[exp.Literal.number(n) for n in keys]))
    if isinstance(order, exp.Order) and _is_all(order):
        numbers = [exp.Ordered(this=exp.Literal.number(n + 1), nulls_first=False) for n in range(count)]
        select.set("order", exp.Order(expressions=numbers))


def _is_all(order: exp.Order) -> bool:
    return len(order.expressions) == 1 and order.expressions[0].name.upper() == "ALL"


def _without_aliases(select: exp.Select) -> None:
    """Names of results in GROUP BY by number, and in HAVING written out: standard SQL knows them in ORDER BY only."""
    results = {
        each.alias: (n + 1, each.this) for n, each in enumerate(select.expressions) if isinstance(each, exp.Alias)
    }
    group = select.args.get("group")
    if isinstance(group, exp.Group):
        for key in list(group.expressions):
            if _bare(key) in results:
                key.replace(exp.Literal.number(results[_bare(key)][0]))
    having = select.args.get("having")
    if having is None:
        return
    for column in list(having.find_all(exp.Column)):
        if _bare(column) in results:
            column.replace(exp.Paren(this=results[_bare(column)][1].copy()))


def _joined_lists(select: exp.Select) -> None:
    """Lists that a SELECT unfolds, as a join: only DuckDB unfolds among the columns."""
    for number, unfolded in enumerate([each for each in select.expressions if isinstance(each.unalias(), _UNFOLDED)]):
        table, column = exp.to_identifier(f"unfolded_{number}"), exp.to_identifier("item")
        array = unfolded.unalias()
        values = array.expressions[0] if array.expressions else array.this
        joined = exp.Unnest(expressions=[values.copy()], alias=exp.TableAlias(this=table, columns=[column]))
        item = exp.column(column.copy(), table=table.copy())
        unfolded.replace(exp.alias_(item, unfolded.alias) if unfolded.alias else item)
        select.append("joins", exp.Join(this=joined, kind="CROSS"))


_UNFOLDED = (exp.Unnest, exp.Explode)


def _bare(key: exp.Expr) -> str:
    return key.name if isinstance(key, exp.Column) and not key.table else ""
