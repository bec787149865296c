"""`finops account`: a snapshot of what is in AWS accounts, and the policy or the role that taking one needs."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from account.live.permissions import GRANT as PERMISSIONS
from account.live.permissions import additions
from account.live.policy import grants, policy_text
from account.live.role_template import role_template_text
from account.live.take import Looking, take
from account.snapshot_file import SnapshotWriter
from agents.budgets.aws import AWS_BUDGETS
from agents.opportunities.account_checks import needed_metrics
from billing.cost_explorer.asking import GRANT as COST_EXPLORER
from finops_core.clock import SystemClock
from finops_core.errors import SettingsError
from finops_core.tools.readers import Grant
from local.cli.settings import local_settings
from local.cli.terminal import err, told


def snapshot(profiles: Sequence[str], regions: Sequence[str]) -> None:
    """Writes a snapshot of the profiles' accounts to stdout, and to stderr what was done.

    Without a profile it is of those that `[account]` of finops.toml names, else of the account of the credentials that
    are found. An account or region that cannot be read is said, and the others are. Raises SettingsError for a profile
    that is not there, and where AWS does not say whose any of them is.
    """
    progress, clock = err(), SystemClock()
    settings = local_settings({}, os.environ)
    reached = settings.account.each(profiles or (settings.profile,), clock)
    looking = Looking(
        now=clock.now(),
        metrics=needed_metrics(),
        regions=tuple(regions) or settings.account.regions,
        told=lambda sentence: progress.print(told(sentence)),
    )
    sink = SnapshotWriter(sys.stdout)
    try:
        take([account.client for _, account in reached], looking, sink, names=[name for name, _ in reached])
    finally:
        for skipped in dict.fromkeys(sentence for _, account in reached for sentence in account.skipped):
            progress.print(told(skipped))
    for gap in sink.gaps():
        progress.print(told(f"{gap.message} {gap.remedy}"))


READINGS: Final[dict[str, tuple[Grant, ...]]] = {
    "snapshot": grants(),
    "cost-explorer": (COST_EXPLORER,),
    "budgets": AWS_BUDGETS.grants,
    "doctor": (PERMISSIONS,),
}
"""What can be read of an account, and what each takes."""


def policy(of: Sequence[str]) -> None:
    """Writes the least IAM policy of these readings to stdout, by default of a snapshot. Raises SettingsError."""
    sys.stdout.write(policy_text(_grants(of or ("snapshot",))) + "\n")


def template(of: Sequence[str]) -> None:
    """Writes the CloudFormation template of a role for these readings to stdout, by default for a snapshot and budgets.

    Raises SettingsError.
    """
    sys.stdout.write(role_template_text(_grants(of or ("snapshot", "budgets"))) + "\n")


def _grants(of: Sequence[str]) -> list[Grant]:
    if unknown := [name for name in of if name not in READINGS]:
        raise SettingsError(f"--of {unknown[0]}: is one of {', '.join(READINGS)}.")
    return [grant for name in of for grant in READINGS[name]]


def explain() -> None:
    """Writes what each permission of a snapshot adds to it, a line an action."""
    for action, what in additions().items():
        sys.stdout.write(f"{action}: {', '.join(what)}\n")
