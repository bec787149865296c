"""The bill that a command works over: read as whom the settings say, where it lies in AWS."""

import os
from dataclasses import replace

from billing.export import ExportBill, open_bill
from billing.terms import Terms
from local.bill import cost_explorer, is_in_aws, reading
from local.cli.settings import local_settings
from local.cli.terminal import err, told


def opened_bill(path: str, terms: Terms | None = None) -> ExportBill:
    """The bill at a path or address. Raises BillError, and SettingsError for settings that are needed and wrong.

    A bill on this machine is opened whatever the platform's settings say.
    """
    if not is_in_aws(path):
        return open_bill(path, terms=terms)
    settings = local_settings({}, os.environ)
    paid = replace(cost_explorer(settings), told=_told)
    return open_bill(path, terms=terms, account=reading(settings, path), cost_explorer=paid)


def _told(sentence: str) -> None:
    err().print(told(sentence))
