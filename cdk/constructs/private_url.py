"""A function's own URL that takes requests signed with AWS credentials, for those principals alone that are named."""

from collections.abc import Iterable
from dataclasses import replace

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk import iam
from cdk.constructs.function import Fittings
from cdk.suppressions import acknowledge_runtime
from websocket.http_api.private import LONGEST_WAIT_S

TIMEOUT = Duration.seconds(LONGEST_WAIT_S + 10)


class PrivateUrl(Construct):
    """The function, its URL, and what lets the principals call it: by the URL, and in no other way.

    Who could invoke the function itself could write into the event that somebody else had called.

    The URL is the function's own and not an alias's: one with another target would be another address. So a release
    takes over there at once, and nothing is kept started.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        principals: Iterable[str],
        fittings: Fittings,
    ) -> None:
        super().__init__(scope, id)
        questions = replace(fittings, releases=None, warm=0).function(
            self,
            "Questions",
            handler="websocket.http_api.private.handler",
            grants=iam.PRIVATE,
            timeout=TIMEOUT,
        )
        url = lambda_.FunctionUrl(
            self, "Url", function=questions.function, auth_type=lambda_.FunctionUrlAuthType.AWS_IAM
        )
        for number, principal in enumerate(sorted(principals)):
            lambda_.CfnPermission(
                self,
                f"Url{number}",
                action="lambda:InvokeFunctionUrl",
                function_name=questions.function.function_arn,
                function_url_auth_type="AWS_IAM",
                principal=principal,
            )
            lambda_.CfnPermission(
                self,
                f"Function{number}",
                action="lambda:InvokeFunction",
                function_name=questions.function.function_arn,
                invoked_via_function_url=True,
                principal=principal,
            )
        acknowledge_runtime(self)
        self.url = url.url
