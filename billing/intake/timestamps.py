"""Points in time as exports, databases and spreadsheets write them, as SQL over one value.

A time outside the years of cloud billing (`0001-01-01`, `9999-12-31`) stands for "none" or "open": it is no time.
"""

from billing.intake.sql_text import NULL, literal

_FIRST, _END = "TIMESTAMP '2000-01-01'", "TIMESTAMP '2090-01-01'"

ORDERS = ("month_first", "day_first", "year_first")
"""How a text may order the three numbers of a date when its first one is no year of four digits."""

_DATES = {"month_first": "%m/%d/{year}", "day_first": "%d/%m/{year}", "year_first": "%y/%m/%d"}
_TIMES = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
_NAMED_MONTHS = (
    *("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    "%Y-%b-%d",
)
_MONTHS = ("%Y-%m", "%Y/%m", "%Y.%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y年%m月")
_BASIC = "20[0-9]{6}T[0-9]{6}([.]0+)?(Z|[+]0000|[+]00:00)?"
"""ISO 8601 without dashes and colons, in UTC."""

_YEAR_FIRST = (
    "^(20[0-9]{2})(?:[-./_]|[.] |年)(1[0-2]|0?[1-9])"
    "(?:[-./_]|[.] |月)(3[01]|[12][0-9]|0?[1-9])[.日]?(?:[T ]([0-9]{1,2})(:[0-9:]+)?(?:[.,]([0-9]+))?)?"
    " ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$"
)
"""Year, month, day and time with marks of another kind than ISO 8601's, or without minutes."""

_EXCEL_EPOCH = "TIMESTAMP '1899-12-30'"


def plausible(moment: str) -> str:
    """The time, or NULL when it lies outside the years of cloud billing."""
    return f"CASE WHEN {moment} >= {_FIRST} AND {moment} < {_END} THEN {moment} END"


def implausible(moment: str) -> str:
    """The time when it lies outside the years of cloud billing, or NULL."""
    return f"CASE WHEN {moment} < {_FIRST} OR {moment} >= {_END} THEN {moment} END"


def iso_time(value: str) -> str:
    """A text that starts with a year of four digits in the years of cloud billing, in UTC; usually one cast."""
    # A cast of any text would read 4/1/25 as a day of the year 4.
    return f"CASE WHEN {_has_year(value)} AND {_NEAR.format(value)} THEN {_cast(value)} END"


def open_iso_time(value: str) -> str:
    """A text as for `iso_time`, of a year outside those of cloud billing."""
    return f"CASE WHEN {_has_year(value)} AND NOT {_NEAR.format(value)} THEN {_cast(value)} END"


_NEAR = "(left({0}, 3) BETWEEN '200' AND '208')"


def _has_year(value: str) -> str:
    return f"substr({value}, 5, 1) IN ('-', '/')"


def _cast(value: str) -> str:
    return f"coalesce(timezone('UTC', try_cast({value} AS TIMESTAMPTZ)), {_zoned(value)})"


def _zoned(value: str) -> str:
    """Times whose zone stands apart, as Snowflake, BigQuery and Go write it: `… Z`, `… -0700`, `… +0000 UTC`."""
    bare = f"regexp_replace({value}, ' *(Z|UTC|GMT)$', '')"
    joined = f"regexp_replace({bare}, '([0-9]:[0-9][0-9][0-9:.]*) *([+-][0-9][0-9]):?([0-9][0-9])$', '\\1\\2:\\3')"
    return f"timezone('UTC', try_cast({joined} AS TIMESTAMPTZ))"


def ordered_date(value: str, order: str) -> str:
    """A text such as `9/24/2024`, `24.09.24 13:00` or `9-24-2024 1:00 PM` in one of `ORDERS`."""
    day = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2}|[0-9]{4})($| )"
    slashes = f"regexp_replace({value}, '{day}', '\\1/\\2/\\3\\4')"
    long = f"regexp_matches({value}, '^[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{4}}($| )')"
    short = f"regexp_matches({value}, '^[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{2}}($| )')"
    two_digits = f"try_strptime({slashes}, {_formats(order, 'y')})"
    four_digits = NULL if order == "year_first" else f"try_strptime({slashes}, {_formats(order, 'Y')})"
    return f"CASE WHEN {short} THEN {two_digits} WHEN {long} THEN {four_digits} END"


def _formats(order: str, year: str) -> str:
    date = _DATES[order].format(year=f"%{year}")
    return f"[{', '.join(literal(date + time) for time in _TIMES)}]"


def other_time(value: str) -> str:
    """Dates without an order to find out: a month by name, a spreadsheet's day number, `20240924`, Unix time."""
    named = f"try_strptime({value}, [{', '.join(literal(f + t) for f in _NAMED_MONTHS for t in _TIMES)}])"
    number = f"try_cast({value} AS DOUBLE)"
    serial = f"{_EXCEL_EPOCH} + to_seconds(CAST(round({number} * 86400) AS BIGINT))"
    compact = f"try_strptime({value}, '%Y%m%d')"
    whole = f"try_cast({value} AS BIGINT)"
    return (
        f"CASE WHEN regexp_full_match({value}, '[0-9]+([.][0-9]+)?') THEN "
        f"CASE WHEN {number} BETWEEN 20000 AND 80000 THEN {serial} "
        f"WHEN regexp_full_match({value}, '20[0-9]{{6}}') THEN {compact} "
        f"WHEN {whole} BETWEEN 946684800 AND 3786912000 THEN make_timestamp({whole} * 1000000) "
        f"WHEN {whole} BETWEEN 946684800000 AND 3786912000000 THEN make_timestamp({whole} * 1000) "
        f"WHEN {whole} BETWEEN 946684800000000 AND 3786912000000000 THEN make_timestamp({whole}) END "
        f"WHEN regexp_full_match({value}, '{_BASIC}') THEN try_strptime(left({value}, 15), '%Y%m%dT%H%M%S') "
        f"WHEN regexp_matches({value}, '{_YEAR_FIRST}') THEN {_year_first(value)} "
        f"WHEN regexp_matches({value}, '[A-Za-z]{{3}}') THEN {named} END"
    )


def whole_month(value: str) -> str:
    """The start of a month that is named without a day, such as `2026-05`, `202605` or `May 2026`."""
    compact = f"regexp_full_match({value}, '20[0-9]{{2}}(0[1-9]|1[0-2])')"
    named = f"try_strptime({value}, [{', '.join(map(literal, _MONTHS))}])"
    return f"CASE WHEN {compact} THEN try_strptime({value}, '%Y%m') ELSE {named} END"


def _year_first(value: str) -> str:
    """Such a text in UTC; NULL for a day that its month lacks."""
    year, month, day, hour, minutes, fraction, zone = (
        f"regexp_extract({value}, '{_YEAR_FIRST}', {group})" for group in range(1, 8)
    )
    whole = (
        f"concat_ws('-', {year}, {month}, {day}) || ' ' || "
        f"coalesce(nullif({hour}, ''), '00') || coalesce(nullif({minutes}, ''), ':00') "
        f"|| CASE WHEN {fraction} = '' THEN '' ELSE '.' || {fraction} END || {zone}"
    )
    return _cast(f"({whole})")


def of_programs(value: str) -> str:
    """SQL: whether such a date is a number or has its year first, which a spreadsheet's own dates have not."""
    return (
        f"(regexp_full_match({value}, '[0-9]{{6}}|[0-9]{{8,}}|{_BASIC}') OR regexp_matches({value}, '{_YEAR_FIRST}'))"
    )
