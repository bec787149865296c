"""The roles in which tools meet the analysed account: one that reads, and one that carries out what was approved."""

from collections.abc import Collection, Mapping
from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.iam import (
    ACCOUNT_SNAPSHOT,
    ATHENA,
    PREPARED,
    PREPARED_ELSEWHERE,
    TERMS,
    entering,
    executor_grants,
    reader_grants,
    statements,
)
from cdk.suppressions import acknowledge_wildcards
from finops_core.tools.readers import Grant
from finops_core.tools.spec import Catalog


class AccountRoles(Construct):
    """The reader's role, and the executor's when a tool of the catalog changes something. Both hold derived grants.

    Which role of this account may become the reader is said by that role's own grants. The executor's is for a
    function of its own: nothing that answers questions may become it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        catalog: Catalog,
        arns: Mapping[str, str],
        account_roles: Collection[str] = (),
    ) -> None:
        """`account_roles` are those of further accounts, by ARN, that the reader takes to look at them."""
        super().__init__(scope, id)
        account = iam.AccountPrincipal(Stack.of(self).account)
        elsewhere = PREPARED_ELSEWHERE if "prepared_bucket" in arns else ()
        asked = ATHENA if "athena_workgroup" in arns else ()
        looks = (*ACCOUNT_SNAPSHOT, *entering(account_roles)) if "account_snapshot" in arns else ()
        terms = TERMS if "terms" in arns else ()
        reads = (*reader_grants(catalog), *PREPARED, *elsewhere, *asked, *terms, *looks)
        self.reader = self._role("Reader", account, reads, arns)
        changes = executor_grants(catalog)
        if changes:
            self._role("Executor", iam.ServicePrincipal("lambda.amazonaws.com"), changes, arns)

    def arns(self) -> dict[str, str]:
        """The word of `cdk.iam` for the role that reads."""
        return {"reader_role": self.reader.role_arn}

    def _role(
        self, id: str, trusted: iam.PrincipalBase, grants: tuple[Grant, ...], arns: Mapping[str, str]
    ) -> iam.Role:
        allowed = iam.PolicyDocument(statements=statements(grants, arns))
        role = iam.Role(self, id, assumed_by=cast(iam.IPrincipal, trusted), inline_policies={"grants": allowed})
        acknowledge_wildcards(role, grants, arns)
        return role
