"""Long texts as DynamoDB keeps them: packed, because each KB of an item is billed with every write and read of it.

A packed text is a binary value: one byte that says how, then a raw DEFLATE stream (RFC 1951). A text that was stored
as it is reads as it always did, so tables may hold both.
"""

import base64
import zlib
from typing import Any

LEAST_BYTES = 400
"""A shorter text is kept as it is: every item takes a whole unit, and people read short texts in the console."""

MOST_BYTES = 64 * 1024
"""A longer text is kept as it is, so that what is too large for one backend is too large for the other."""

_FORM_1 = b"\x01"

_WORDS_1 = (
    b'"key":"quantity","key":"price","kind":"date","kind":"number","kind":"percent","subject":"share","subject":"gro'
    b'up","series":[{"name":"","points":[{"start":"","end":"","value":"","low":null,"high":null,"partial":false}],"m'
    b'arks":[]}],"type":"time_series","granularity":"daily","granularity":"monthly",[{"type":"step_started","stage":'
    b'"routing"},{"type":"routed","path":"fast","agents":["cost"],"reason":"","micros":},{"type":"progress","percent'
    b'":30,"stage":"routing","message":""},{"type":"step_finished","stage":"routing"},{"type":"step_started","stage"'
    b':"agents"},{"type":"agent_started","agentRunId":"-a1-1-cost","agent":"cost","description":""},{"type":"tool_st'
    b'arted","callId":"-a1-1-cost-spend","agentRunId":"","tool":""},{"type":"tool_args","callId":"","agentRunId":"",'
    b'"delta":"{\\"period\\":\\"last_month\\",\\"group_by\\":\\"service\\",\\"currency\\":\\"USD\\"}"},{"type":"tool_'
    b'ended","callId":"","agentRunId":""},{"type":"tool_result","callId":"","agentRunId":"","content":"You spent mos'
    b"t on Amazon Elastic Compute Cloud Simple Storage Service Relational Database AWS Key Management CloudTrail Ama"
    b'zonCloudWatch"},{"type":"agent_finished","agentRunId":"","agent":""},{"type":"progress","percent":60,"stage":"'
    b'agents","message":"Cost: done."},{"type":"step_finished","stage":"agents"},{"type":"step_started","stage":"syn'
    b'thesis"},{"type":"progress","percent":90,"stage":"synthesis","message":"The findings are put together."},{"typ'
    b'e":"step_finished","stage":"synthesis"},{"type":"text_started","messageId":"-m1"},{"type":"text_delta","messag'
    b'eId":"","delta":""},{"type":"text_ended","messageId":"-m1"},{"type":"answered","answer":{"headline":"","markdo'
    b'wn":"","blocks":[{"type":"breakdown","id":"b1-1","title":"","unit":"USD","items":[{"label":"","value":"","shar'
    b'e":"0E-10"}],"total":"","tableId":"b1-2","totalItems":null,"artifactId":null},{"type":"table","id":"b1-2","tit'
    b'le":"","columns":[{"key":"key0","label":"Service","kind":"text","unit":""},{"key":"amount","label":"Amount","k'
    b'ind":"money","unit":"USD"},{"key":"share","label":"Share","kind":"percent","unit":""}],"rows":[["","0E-10","0E'
    b'-8"]],"totalRows":,"artifactId":null,"entities":[],"entitiesId":null}],"basis":{"metric":"BilledCost","period"'
    b':{"start":"2026-","end":"2026-"},"granularity":null,"currency":"USD","included":["usage","reservation fees","r'
    b'eserved usage","tax"],"excluded":["credits","refunds"],"filters":[],"partialPeriods":[],"dataAsOf":"2026-01-01'
    b'T00:00:00Z","accounts":[""],"source":"s3://","sample":false,"rowsRead":,"pagesRead":0,"apiRequests":0,"apiCost'
    b'Usd":"0","notes":[],"periods":[],"estimate":null,"gaps":[]},"facts":[{"id":"f1-","kind":"money","value":"","un'
    b'it":"USD","subject":"spend","period":{"start":"2026-01-01","end":"2026-01-01"},"derivedFrom":[]},{"id":"f2-","'
    b'kind":"text","value":"","unit":"","subject":"group","period":null,"derivedFrom":["f1-"]}],"suggestions":["And '
    b'by region?","And by account?","Show daily costs"],"answered":true,"sections":[{"agent":"cost","title":"Cost","'
    b'headline":"","markdown":"","blockIds":["b1-1","b1-2"],"basis":{},"failure":""}],"usage":{"requests":0,"priceUs'
    b'd":"0","tokensIn":0,"tokensOut":0,"tokensUnpriced":0},"more":[]}},{"type":"progress","percent":100,"stage":"an'
    b'swer","message":"Done."},{"type":"run_finished","outcome":"success","interrupts":[]}]'
)
"""What most logs say, which a packed text refers to. Never changed: what refers to it could not be read any more.
Other words are another form."""


class BadPacking(ValueError):
    """A binary value is no packed text of this version of the product."""


def packed(text: str) -> bytes | None:
    """The text in as few bytes as it takes; None for one that is kept as it is."""
    data = text.encode()
    if not LEAST_BYTES <= len(data) <= MOST_BYTES:
        return None
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS_1)
    made = _FORM_1 + stream.compress(data) + stream.flush()
    return made if len(made) < len(data) else None


def unpacked(value: Any) -> str:
    """The text of a binary value: bytes, or base64 as a stream's record has it in Lambda. Raises BadPacking."""
    try:
        data = base64.b64decode(value, validate=True) if isinstance(value, str) else bytes(value)
        if data[:1] != _FORM_1:
            raise BadPacking(
                f"the table holds a text packed in the form {data[:1]!r}, which this product does not know"
            )
        stream = zlib.decompressobj(-zlib.MAX_WBITS, _WORDS_1)
        text = stream.decompress(data[1:], MOST_BYTES + 1)
        if not stream.eof or len(text) > MOST_BYTES:
            raise BadPacking("the table holds a packed text that is torn or too long")
        return text.decode()
    except (zlib.error, UnicodeDecodeError, ValueError, TypeError) as error:
        raise error if isinstance(error, BadPacking) else BadPacking(f"no packed text: {error}") from error
