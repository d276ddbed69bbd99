"""The registry: one line per provider."""

from __future__ import annotations

from collections.abc import Mapping

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.connectors.jobtrain import JOBTRAIN
from ats_contracts.reference.connectors.jobvite import JOBVITE
from ats_contracts.reference.connectors.nexivohr import NEXIVOHR

CONNECTORS: Mapping[str, Connector] = {
    connector.name: connector for connector in (JOBTRAIN, JOBVITE, NEXIVOHR)
}
