"""The WebSocket API: its authorizer, its three routes, and the permission to post to its connections."""

from dataclasses import replace

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from cdk import iam
from cdk.constructs.function import Fittings, Function
from finops_core.tools.readers import Grant

STAGE = "live"
INTEGRATION_LIMIT = Duration.seconds(29)
"""API Gateway waits no longer for a route's function."""


class WebSocketApi(Construct):
    """The API alone: functions need its address before the routes can need the functions."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.api = apigateway.WebSocketApi(
            self, "Api", route_selection_expression="$request.body.type", description="FinOps Agent, finops.v1"
        )
        self.stage = apigateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self.api,
            stage_name=STAGE,
            auto_deploy=True,
            # By route they are billed as custom metrics; those of the whole stage come for nothing.
            detailed_metrics_enabled=False,
            throttle=apigateway.ThrottleSettings(rate_limit=200, burst_limit=400),
        )
        stack = Stack.of(self)
        self.callback_url = f"https://{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}/{STAGE}"

    def arns(self) -> dict[str, str]:
        """The API's words of `cdk.iam`."""
        arn = Stack.of(self).format_arn(
            service="execute-api", resource=self.api.api_id, resource_name=f"{STAGE}/*/@connections/*"
        )
        return {"connections": arn}


class FrontDoor(Construct):
    """The functions behind the API's routes. Nothing is answered by a route response: every frame is posted."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        api: apigateway.WebSocketApi,
        fittings: Fittings,
        authorizer_environment: dict[str, str],
    ) -> None:
        """The further grants of `fittings` are of the function that takes frames."""
        super().__init__(scope, id)
        plain = replace(fittings, further_grants=())

        def function(name: str, handler: str, grants: tuple[Grant, ...], fittings: Fittings = plain) -> Function:
            return fittings.function(self, name, handler=handler, grants=grants, timeout=INTEGRATION_LIMIT)

        authorizer = replace(plain, environment=authorizer_environment).function(
            self,
            "Authorizer",
            handler="websocket.authorizer.handler",
            grants=iam.AUTHORIZER,
            timeout=INTEGRATION_LIMIT,
            refusal="Exception: Unauthorized",
        )
        connect = function("Connect", "websocket.connect.handler", iam.CONNECT)
        disconnect = function(
            "Disconnect", "websocket.connect.disconnect_handler", iam.DISCONNECT, replace(plain, warm=0)
        )
        message = function("Message", "websocket.message.handler", iam.MESSAGE, fittings)
        api.add_route(
            "$connect",
            integration=_to(connect),
            # A token may come in either of two headers, so none of them can be required of every request.
            authorizer=WebSocketLambdaAuthorizer("Tokens", authorizer.entry, identity_source=[]),
        )
        api.add_route("$disconnect", integration=_to(disconnect))
        api.add_route("$default", integration=_to(message))


def _to(target: Function) -> WebSocketLambdaIntegration:
    return WebSocketLambdaIntegration(f"{target.node.id}Integration", target.entry)
