"""Deliveries that are prepared where they can be: read from the export itself as long as that is not done."""

import logging

from billing.bill_state import Delivered, Deliveries
from billing.engines.port import EngineUse
from billing.roll_up.prepared_bill import PreparedDeliveries
from finops_core.errors import BillError

logger = logging.getLogger(__name__)


class PreparedOrExport:
    """What was prepared of an export; before the first time, and after another release prepared it, the export."""

    def __init__(self, prepared: PreparedDeliveries, export: Deliveries) -> None:
        self.source = export.source
        self.looked_at_every = prepared.looked_at_every
        self._prepared = prepared
        self._export = export

    def look(self) -> Delivered:
        try:
            found = self._prepared.look()
            logger.debug("content=%s | there is what was prepared", found.manifest.content)
        except BillError as error:
            logger.warning("reason=%s | the export is read instead of what was prepared of it", error)
            return self._export.look()
        return found

    def claim_use(self) -> EngineUse:
        return self._prepared.claim_use() + self._export.claim_use()

    def close(self) -> None:
        self._prepared.close()
        self._export.close()
