"""The bill that a command works over: read as whom the settings say, where it lies in AWS."""

import os

from billing.export import ExportBill, open_bill
from billing.terms import Terms
from local.bill import is_in_aws
from local.cli.settings import local_settings


def opened_bill(path: str, terms: Terms | None = None) -> ExportBill:
    """The bill at a path or address. Raises BillError, and SettingsError for settings that are needed and wrong.

    A bill on this machine is opened whatever the platform's settings say.
    """
    if not is_in_aws(path):
        return open_bill(path, terms=terms)
    return open_bill(path, terms=terms, account=local_settings({}, os.environ).reads_as())
