"""What a stage may have beside the stack's own protection; each costs something while nobody asks."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

WEB_ACL: Final = r"^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global/webacl/[\w-]+/[0-9a-f-]+$"


class Protection(BaseModel):
    """Switches of a stack; each field is a context value, and without it nothing of it is made.

    `own_key` encrypts table, bucket, queues, topic and logs with a key of the account's own (KMS), in place of keys
    that AWS owns. `sign_in_requests` puts a web application firewall before the sign-in pages, which lets one address
    send so many requests in five minutes. `page_web_acl` is the ARN of a firewall for the page: CloudFront takes one of
    us-east-1 alone, which `finops cloud firewall-template` has a template of. `private_network` puts what reads the
    bill into a network without a way to the internet; models of Bedrock alone can be asked from there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    own_key: bool = False
    sign_in_requests: int | None = Field(default=None, ge=10, le=2_000_000_000)
    private_network: bool = False
    page_web_acl: str | None = Field(default=None, pattern=WEB_ACL)
