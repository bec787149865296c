"""Athena for a bill that outgrows a function: a database of its own, and a workgroup that ends what reads too much."""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk.constructs.storage import RESULTS_PREFIX, Storage

GB = 10**9
"""As Athena charges: decimal."""


class QueryEngine(Construct):
    """`max_scanned_gb` is what one question may have read; the workgroup holds each query to it as well."""

    def __init__(
        self, scope: Construct, id: str, *, storage: Storage, max_scanned_gb: int, key: kms.IKey | None = None
    ) -> None:
        super().__init__(scope, id)
        stack = Stack.of(self)
        self._max_scanned_gb = max_scanned_gb
        self._bucket = storage.bucket
        self._workgroup = stack.stack_name
        self._database = stack.stack_name.lower().replace("-", "_")
        glue.CfnDatabase(
            self,
            "Database",
            catalog_id=stack.account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=self._database),
        )
        results = athena.CfnWorkGroup.ResultConfigurationProperty(
            output_location=f"s3://{storage.bucket.bucket_name}/{RESULTS_PREFIX}",
            encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                encryption_option="SSE_KMS" if key else "SSE_S3", kms_key=key.key_arn if key else None
            ),
        )
        athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=self._workgroup,
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                bytes_scanned_cutoff_per_query=max_scanned_gb * GB,
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=False,
                result_configuration=results,
            ),
        )

    def arns(self) -> dict[str, str]:
        """The engine's words of `cdk.iam`."""
        stack = Stack.of(self)
        catalog = f"arn:{stack.partition}:glue:{stack.region}:{stack.account}"
        workgroups = f"arn:{stack.partition}:athena:{stack.region}:{stack.account}:workgroup"
        return {
            "athena_workgroup": f"{workgroups}/{self._workgroup}",
            "athena_results": self._bucket.arn_for_objects(f"{RESULTS_PREFIX}*"),
            "results_bucket": self._bucket.bucket_arn,
            "glue_catalog": f"{catalog}:catalog",
            "glue_database": f"{catalog}:database/{self._database}",
            "glue_tables": f"{catalog}:table/{self._database}/*",
        }

    def settings(self) -> dict[str, Any]:
        """`[engine]` of who asks it."""
        return {
            "database": self._database,
            "workgroup": self._workgroup,
            "max_scanned_gb": self._max_scanned_gb,
        }
