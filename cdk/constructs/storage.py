"""What is kept: the one table with its change stream, and the bucket for large results and the bill."""

from typing import cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.bill_delivery import delivery_statement
from cdk.iam import index_of_table
from finops_core.table.port import TTL_ATTRIBUTE
from finops_core.table.schema import INDEXES
from worker.reports.shelf import MADE, SAVED

ARTIFACTS_PREFIX = "artifacts/"
BILL_PREFIX = "bill/"
PREPARED_PREFIX = "prepared/"
RESULTS_PREFIX = "athena/"
KEEP_RESULTS = Duration.days(2)
"""A day longer than an earlier result is given again."""
KEEP_ARTIFACTS = Duration.days(8)
"""A day longer than the jobs they belong to."""


class Storage(Construct):
    """Table and bucket outlive the stack: a deleted stack must not take its users' conversations along."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        export_account: str | None = None,
        results: bool = False,
        key: kms.IKey | None = None,
    ) -> None:
        """`export_account` pays the bill, if it is not the stack's own account; `results` are kept for Athena.

        `key` encrypts both, in place of AWS's own.
        """
        super().__init__(scope, id)
        self._key = key
        self._has_results = results
        self.table = self._table()
        self.bucket = self._bucket()
        stack = Stack.of(self)
        payer = export_account or stack.account
        statement = delivery_statement(self.bucket.bucket_arn, BILL_PREFIX, payer, stack.partition)
        self.bucket.add_to_resource_policy(iam.PolicyStatement.from_json(statement))

    def _table(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Table",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute=TTL_ATTRIBUTE,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            encryption=(dynamodb.TableEncryption.CUSTOMER_MANAGED if self._key else dynamodb.TableEncryption.DEFAULT),
            encryption_key=self._key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        for index in INDEXES:
            table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text(index.hash),
                sort_key=_text(index.range),
                projection_type=dynamodb.ProjectionType.KEYS_ONLY,
            )
        return table

    def _bucket(self) -> s3.Bucket:
        gone = Duration.days(1)
        rules = [s3.LifecycleRule(prefix=RESULTS_PREFIX, expiration=KEEP_RESULTS, noncurrent_version_expiration=gone)]
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS if self._key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=self._key,
            bucket_key_enabled=True if self._key else None,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    prefix=ARTIFACTS_PREFIX,
                    expiration=KEEP_ARTIFACTS,
                    noncurrent_version_expiration=Duration.days(1),
                ),
                *(rules if self._has_results else ()),
                s3.LifecycleRule(prefix=PREPARED_PREFIX, noncurrent_version_expiration=Duration.days(1)),
                s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                    noncurrent_version_expiration=Duration.days(30),
                ),
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        # By the bucket's own property: the construct's way brings a function of its own to set it.
        told = s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        cast(
            s3.CfnBucket, bucket.node.default_child
        ).notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(event_bridge_configuration=told)
        return bucket

    def arns(self) -> dict[str, str]:
        """The storage's words of `cdk.iam`."""
        stream = self.table.table_stream_arn
        if stream is None:
            raise RuntimeError("the table was made without its stream")
        return {
            "table": self.table.table_arn,
            "stream": stream,
            "artifacts_bucket": self.bucket.bucket_arn,
            "prepared": self.bucket.arn_for_objects(f"{PREPARED_PREFIX}*"),
            "reports_saved": self.bucket.arn_for_objects(f"{SAVED}*"),
            "reports_made": self.bucket.arn_for_objects(f"{MADE}*"),
            "artifacts": self.bucket.arn_for_objects(f"{ARTIFACTS_PREFIX}*"),
            **{index_of_table(index.name): f"{self.table.table_arn}/index/{index.name}" for index in INDEXES},
        }


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
