"""The texts behind words about commitments, and about the bill itself; `phrases.py` has the others."""

from itertools import product

COMMITMENT = {
    "savings_plan": "savings plan, savings plans, saving plans, sp, sps, compute savings plans, ec2 savings plans, "
    "database savings plans, compute savings plan, ec2 savings plan, ec2 instance savings plan, "
    "ec2 instance savings plans, sagemaker savings plan, sagemaker savings plans, database savings plan",
    "reservation": "reserved capacity, reserved instance capacity, "
    "reserved instance, reserved instances, ri, ris, reservation, reservations, reserved nodes, "
    "reservation hours, reserved hours, ri hours",
    "any": "commitment, commitments, committed to, commit to, commitment discount, commitment discounts, ri/sp, sp/ri, "
    "commitment-based discounts",
}
FEE = {
    "upfront": "upfront, up-front, up front, upfront fee, upfront fees, upfront cost, upfront costs, upfront payment, "
    "upfront payments, upfront charge, upfront charges, in upfront fees, paid in advance, in advance",
    "recurring": "recurring, recurring fee, recurring fees, recurring cost, recurring costs, recurring charge, "
    "recurring charges, recurring payment, recurring payments, monthly fee, monthly fees",
    "fee": "fee, fees",
}

ASPECT = {
    "coverage": "is covered, was covered, are covered, "
    "how well covered, how well covered are, how well are we covered, "
    "well covered, "
    "coverage, coverage rate, coverage rates, coverage percentage, coverage ratio, "
    "covered by, usage is covered by, usage was covered by, usage covered by, usage is covered, "
    "covered with, covered through, covered under, is covered by, are covered by, was covered by, were covered by, "
    "uncovered by, not covered by, not covered",
    "utilisation": "utilization, utilisation, utilization rate, utilization rates, utilisation rate, "
    "utilisation rates, "
    "utilization percentage, utilisation percentage, utilization ratio, "
    "how well utilised are, how well utilized are, how well used are, "
    "using all, using all of, use all, use all of, used all of, using up all of, "
    "fully used, fully utilized, fully utilised, used up, "
    "how well are, how well is, how well were, how well do, how fully are, how fully is, how fully do, "
    "making full use of, make full use of, utilized, utilised, how well are we using, how well do we use, "
    "how well am i using, used well, underutilized, under-utilized, underutilised, "
    "under-utilizing, under-utilising, underutilizing, underutilising, under-using, underusing",
    "unused": "pay for and not use, paid for and not used, paid for and didn't use, pay for and didn't use, "
    "pay for without using, paid for without using, pay for but not use, paid for but didn't use, "
    "pay for but didn't use, pay for but don't use, pay for and don't use, paid for but not used, "
    "unused, unused hours, unused hours of, hours not used, "
    "leaving on the table, left on the table, leave on the table, wasting, wasted, waste, "
    "wasting on unused, lose on unused, losing on unused, lost on unused, lose to unused, lost to unused, "
    "burn on unused, burned on unused, not used, idle",
    "ends": "lapse, lapses, lapsing, about to lapse, "
    "end, ends, ending, expire, expires, expiring, when do, when does, when will, run out, expiration, expiry, "
    "expiration date, expiration dates, expiry date, expiry dates, end date, end dates, expirations, term end, "
    "and when do they end, and when do they expire, and when they end, and when they expire, and when will they end, "
    "and when will they expire, and when do they run out, and their end, and their ends, and their expiry, "
    "and their expiration dates, and their end dates, with their end dates, with their ends, "
    "end next, ends next, ending next, expire next, expires next, expiring next, run out next, "
    "end first, expire first, "
    "expires first, "
    "about to end, about to expire, about to run out, next to end, next to expire",
    "savings_rate": "effective savings rate, the effective savings rate, esr, effective saving rate, savings rate",
    "saved": "savings we got from, savings we get from, savings we made with, savings due to, savings thanks to, "
    "benefit of our, benefits of our, benefit from our, benefits from our, benefit we got from, benefit we get from, "
    "saved, saved so far, "
    "save us, saved us, saving us, save me, saved me, saving from, savings from, saved from, save from, "
    "save with, saved through, save through, savings through, saved via, savings via, saved by, savings by, saved with",
}

STATUS = {
    "loaded": "what is loaded, what's loaded, which bill is loaded, what bill is loaded, what data is loaded, "
    "what data do you have, which data do you have, what data do you have loaded, what bill do you have loaded, "
    "which bill do you have loaded, what data is available, what bill is this, which bill is this, bill status, "
    "which bill are you looking at, what bill are you looking at, which bill are you using, what bill are you using, "
    "which data are you using, what data are you using, data as of, "
    "up to which day do you have data, until which day do you have data, until when do you have data, "
    "up to when do you have data, how far back do you have data, how recent is your data, how fresh is your data, "
    "what is the current billing period, what's the current billing period",
}

ABOUT_THE_BILL = (
    "how fresh is {}",
    "how current is {}",
    "how recent is {}",
    "how old is {}",
    "how fresh are {}",
    "how current are {}",
    "how recent are {}",
    "how old are {}",
    "how up to date are {}",
    "when were {} updated",
    "when were {} last updated",
    "what date does {} go up to",
    "up to what date does {} go",
    "what day does {} go up to",
    "how far does {} go",
    "how far do {} go",
    *(
        f"{until} {does} {{}} {goes}"
        for until in (
            "until when",
            "up to when",
            "until which day",
            "up to which day",
            "until what day",
            "through when",
            "until which date",
            "up to which date",
            "until what date",
            "through which day",
            "through what day",
        )
        for does, goes in (*product(("does", "do"), ("go", "run", "reach", "extend")), ("is", ""), ("are", ""))
    ),
    "how up to date is {}",
    "when was {} updated",
    "when was {} refreshed",
    "when was {} last refreshed",
    "when was {} loaded",
    "when was {} last loaded",
    "when was {} last updated",
    "what period does {} cover",
    "which period does {} cover",
    "what dates does {} cover",
    "what does {} cover",
    "what months are in {}",
    "which months are in {}",
    "what time range does {} cover",
    "what time period does {} cover",
    "what format is {}",
    "what format is {} in",
    "how far back does {} go",
    "how many rows does {} have",
    "how many rows are in {}",
    "how many lines are in {}",
    "what is the date range of {}",
    "what's the date range of {}",
    "what date range does {} cover",
    "which dates does {} cover",
)
"""Questions about the bill itself, `{}` being any name of it."""
