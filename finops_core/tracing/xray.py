"""Spans to AWS X-Ray: its OTLP address takes the same JSON as any collector, signed as every request to AWS.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html says what it takes. X-Ray
keeps spans that come so where Transaction Search is on.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from finops_core.errors import SettingsError
from finops_core.tracing.otlp import OtlpSpans, Sign

if TYPE_CHECKING:
    from botocore.session import Session

SERVICE = "xray"


def xray_spans(name: str) -> OtlpSpans:
    """A sink that sends to X-Ray in this process's region, with its own credentials. Raises SettingsError."""
    from botocore.exceptions import NoRegionError
    from botocore.session import Session

    session = Session()
    try:
        client = session.create_client(SERVICE)
    except NoRegionError as error:
        raise SettingsError(f"{error} Set AWS_REGION, or the address of a collector instead of xray.") from error
    return OtlpSpans(client.meta.endpoint_url, name, sign=_signed_by(session, client.meta.region_name))


def _signed_by(session: "Session", region: str) -> Sign:
    def sign(url: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        credentials = session.get_credentials()
        if credentials is None:
            raise SettingsError("Traces to X-Ray need AWS credentials.")
        request = AWSRequest(method="POST", url=url, data=body, headers=dict(headers))
        SigV4Auth(credentials.get_frozen_credentials(), SERVICE, region).add_auth(request)
        return dict(request.headers.items())

    return sign
