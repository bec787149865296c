"""Words of subjects that the bill does not answer: a part of a text that has one is never passed over."""

from typing import Final

_WORDS = """
    alarm alarms alert alerts anomalies anomaly approve architecture audit buy cancel compliance configure create
    cpu delete deploy destroy disable enable encrypt encryption fix idle incident increase invoice-payment
    iam kill latency limit limits log logs migrate modify move optimise optimising optimization optimisation optimize
    optimizing outage oversized overprovisioned password patch performance permission permissions policies policy
    public purchase quota quotas rebuild recommend recommendation recommendations reduce remove resize restart
    rightsize rightsizing right-size right-sizing risk role roles save savings scale schedule secure security send
    shut slow start stop switch tag terminate terraform throttling turn underused underutilised underutilized
    unattached unused upgrade user users vulnerability vulnerabilities waste wasteful
    budget budgets not never don't without except
"""
OTHER_SUBJECTS: Final = frozenset(_WORDS.split())
