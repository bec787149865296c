"""The fast path's words for days, weeks, months, years and what is ahead; `phrases.py` has the others."""

UNTIL_NOW = "up to now, until now, till now, until today, till today"
SO_FAR = (
    "so far, thus far, to this day, since we started, since the start, since day one, "
    "since inception, from the beginning, from the start, of all time, in our history"
)
"""All that was ever spent, unless another period says up to when."""

WEEKENDS = "weekend day, weekend days, working day, workday, business day, \
weekend, weekends, on weekends, the weekend, at weekends, on the weekend, at the weekend, \
weekdays vs weekends, weekday, weekdays, on weekdays, working days, workdays, business days, saturdays, sundays, \
saturdays and sundays"

LAST_WEEKEND = "last weekend, the last weekend, over the weekend, over the last weekend, this past weekend, \
past weekend, the past weekend, over the past weekend, during the weekend, last weekend's"

DAYS_OF_THE_WEEK = "day of the week, days of the week, each day of the week, by day of the week, by day of week, \
per day of the week, per day of week, by weekday, per weekday, which day of the week, which weekday, \
what day of the week"

UNIT = {
    "day": "day, days, single day",
    "week": "week, weeks, single week",
    "month": "month, months, single month",
    "quarter": "quarter, quarters",
    "year": "year, years",
    "hour": "hour, hours",
    "fiscal_year": "fiscal year, fiscal years, financial year, fy",
    "fiscal_quarter": "fiscal quarter, fiscal quarters",
}

GRAIN = {
    "hourly": "hourly, hour by hour, by the hour",
    "daily": "daily, day by day, day-by-day, day to day, per-day, by the day, on a daily basis, each day, every day, "
    "per calendar day, a daily",
    "weekly": "weekly, week by week, on a weekly basis, each week, every week",
    "monthly": "monthly, month by month, month-by-month, on a monthly basis, each month, every month, a monthly",
    "quarterly": "quarterly, quarter by quarter, each quarter, every quarter",
    "yearly": "yearly, annual, annually, year by year, each year, every year",
}

NAMED_PERIOD = {
    "today": "today, today's",
    "yesterday": "yesterday, yesterday's",
    "week_to_date": "week to date, week-to-date, wtd, since the start of the week, since the beginning of the week",
    "current": "current",
    "month_to_date": "month to date, month-to-date, mtd, since the start of the month, since start of month, "
    "since beginning of month, since begin of month, from the start of the month, from the beginning of the month, "
    "since the beginning of the month, so far this month, this month so far, this month to date, "
    "this billing period, "
    "current billing period, the current billing period",
    "quarter_to_date": "quarter to date, quarter-to-date, qtd, so far this quarter, this quarter so far",
    "year_to_date": "year to date, year-to-date, ytd, since the start of the year, since the beginning of the year, "
    "since start of year, since beginning of year, since begin of year, since new year, from the start of the year, "
    "from the beginning of the year, "
    "so far this year, this year so far, since the start of this year, this year to date, "
    "since the beginning of this year",
    "fiscal_year_to_date": "fiscal year to date, fiscal ytd, fytd",
    "all": "all time, all-time, whole bill, the whole bill, entire bill, the entire bill, ever, in total ever, "
    "to date, since the beginning, overall period",
    "this_week": "this week, current week, this week's, this calendar week",
    "this_month": "this month, current month, this month's, this calendar month, this billing month",
    "this_quarter": "this quarter, current quarter, this quarter's",
    "this_year": "this year, of the year, current year, this year's, this calendar year",
    "this_fiscal_year": "this fiscal year, current fiscal year, this financial year",
    "this_fiscal_quarter": "this fiscal quarter, current fiscal quarter",
    "last_week": "last week's, previous week's, the last week's",
    "last_month": "last month's, previous month's, the last month's, last billing period, "
    "previous billing period, last billing month",
    "last_quarter": "last quarter's, previous quarter's, the last quarter's",
    "last_year": "last year's, previous year's, the last year's",
    "past_2_weeks": "past fortnight, the past fortnight, last fortnight, the last fortnight, over the past fortnight, "
    "over the last fortnight, in the past fortnight, in the last fortnight",
    "past_6_months": "past half year, the past half year, last half year, the last half year, past half-year, "
    "over the past half year, over the last half year",
}

NEXT = (
    "next, the next, over the next, for the next, in the next, within the next, during the next, coming, the coming, \
upcoming, the upcoming, over the coming, in the coming, next full, following, the following"
)

TILL_END = (
    "end the {} at, end the {} with, end this {} at, finish the {} at, close the {} at, end of {}, the end of {}, \
end of the {}, the end of the {}, by end of {}, by the end of the {}, \
by end of the {}, before the end of the {}, before the end of {}, before end of {}, before {} end, \
at the end of the {}, at end of {}, at end of the {}, until the end of the {}, \
through the end of the {}, through the end of {}, \
through {} end, {}-end, {} end, \
end of this {}, the end of this {}, by the end of this {}, by {} end, at {} end, at the end of this {}, by {}-end"
)

TO_THE_END = "by the end of, until the end of, till the end of, through the end of, up to the end of, by end of"
"""Before a month or quarter, which lies ahead then."""

REST_OF = "rest of the {}, the rest of the {}, rest of this {}, the rest of this {}, remainder of the {}, \
the remainder of the {}, remainder of this {}, the remainder of this {}, remaining {}, the remaining {}"
"""Of the running week, month, quarter or year."""

PAST = {
    "calendar": "latest, the latest, last, previous, prior, preceding, the last, the previous, the prior",
    "trailing": "past, trailing, over the last, over the past, during the last, during the past, within the last, "
    "within the past, in the past, the past, over last, over past, most recent, the most recent, over the previous, "
    "rolling, over the trailing",
}

RUNNING_MONTH = "are we on track this month, am i on track this month, are we on track for this month, \
how does this month look, how does the month look, how is this month looking, how's this month looking, \
how is this month going, how's this month going, how is the month going so far"
"""Questions for how the month in progress will end."""

FORECAST = {
    "sure": "forecast, forecasts, forecasted, forecasting, a forecast of, a forecast for, predict, predicts, "
    "predicted, prediction, predictions, a prediction of, projected, projection, projections, a projection of, "
    "projecting, where do we end up, where will we end up, where do i end up, will we land, will i land, "
    "do we land, going to land, landing for, landing at, project my, "
    "project our, outlook, future, cost outlook, how would the forecast look, how would our forecast look, "
    "how does the forecast look, how does our forecast look, what would the forecast be, what would our forecast be, "
    "what does the forecast look like, what would the forecast look like",
    "likely": "will, how will, at current growth rate, at the current growth rate, at our current growth rate, "
    "at current growth, at the current growth, at current rate, at current pace, at our current pace, "
    "at our current rate, at this growth rate, "
    "i'll, we'll, it'll, they'll, what'll, expected, expect, expecting, should i expect, "
    "should we expect, can i expect, can we expect, estimated, estimate, anticipated, anticipate, going to be, "
    "going to, "
    "if nothing changes, "
    "if nothing else changes, if things stay as they are, if things stay the same, if this continues, "
    "if this keeps up, if it goes on like this, if the trend continues, if current trends continue, "
    "if we carry on like this, if we keep going like this, "
    "on track to, on pace to, on course to, on track for, on pace for, likely, probably, likely to",
}

SUPPOSED_OF = ("bill", "aws bill", "cost", "costs", "spend", "spending", "forecast")
"""What is asked about in "what happens to our costs if"."""

SUPPOSE = "if, what if, what happens if, what would happen if, what will happen if, suppose, supposing, \
assuming, what would we spend if, what would i spend if, what would we pay if, what would our bill be if, \
what would it cost if, how much would we save if, what would we save if, how much could we save if, \
what could we save if, how much would i save if, what would i save if, \
how much would we spend if, how much would we pay if"

GOING_TO_SPEND = "gonna spend, gonna cost, gonna pay, gonna be charged, gonna be billed, \
going to spend, going to cost, going to pay, going to be charged, going to be billed, \
will i owe, will we owe, going to owe, expect to pay, expect to spend, \
should we expect to pay, should i expect to pay, should we expect to spend, likely to pay"
