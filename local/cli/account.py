"""`finops account`: a snapshot of what is in AWS accounts, and the policy that taking one needs."""

import sys
from collections.abc import Sequence

from account.live.policy import grants, policy_text
from account.live.take import Looking, take
from account.snapshot_file import SnapshotWriter
from agents.advice.account_checks import needed_metrics
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import SystemClock
from local.cli.terminal import err, told


def snapshot(profiles: Sequence[str], regions: Sequence[str]) -> None:
    """Writes a snapshot of the profiles' accounts to stdout, and to stderr what was done.

    Without a profile it is the account of the environment's credentials. Raises SettingsError for a profile that is
    not there, and where AWS does not say whose it is.
    """
    progress = err()
    clients = [AnalysedAccount(profile=profile).client for profile in profiles or (None,)]
    looking = Looking(
        now=SystemClock().now(),
        metrics=needed_metrics(),
        regions=tuple(regions),
        told=lambda sentence: progress.print(told(sentence)),
    )
    sink = SnapshotWriter(sys.stdout)
    take(clients, looking, sink)
    for gap in sink.gaps():
        progress.print(told(f"{gap.message} {gap.remedy}"))


def policy() -> None:
    """Writes the least IAM policy of a snapshot to stdout."""
    sys.stdout.write(policy_text(grants()) + "\n")
