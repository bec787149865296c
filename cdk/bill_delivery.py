"""What a bucket's policy has to say for AWS to deliver a payer's bill into it.

Source: AWS Data Exports user guide, "Setting up an Amazon S3 bucket for data exports".
"""

from typing import Any

SERVICES = ("bcm-data-exports.amazonaws.com", "billingreports.amazonaws.com")


def delivery_statement(bucket_arn: str, prefix: str, payer: str, partition: str = "aws") -> dict[str, Any]:
    """The statement that lets exports of the account `payer` be delivered below a prefix, and nobody else's."""
    return {
        "Sid": "DeliverTheBill",
        "Effect": "Allow",
        "Principal": {"Service": list(SERVICES)},
        "Action": ["s3:PutObject", "s3:GetBucketPolicy"],
        "Resource": [bucket_arn, f"{bucket_arn}/{prefix}*"],
        "Condition": {
            "StringEquals": {"aws:SourceAccount": payer},
            "ArnLike": {
                "aws:SourceArn": [
                    f"arn:{partition}:cur:us-east-1:{payer}:definition/*",
                    f"arn:{partition}:bcm-data-exports:us-east-1:{payer}:export/*",
                ]
            },
        },
    }
