"""The HTTP API for what has no socket: one function behind the routes that its handler knows."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from cdk import iam
from cdk.constructs.front_door import INTEGRATION_LIMIT
from cdk.constructs.function import Fittings
from websocket.http_api.routes import ROUTES

ASKED_WITH = ["authorization", "content-type", "last-event-id"]
"""The headers that a page of another origin may send."""

REQUESTS_A_SECOND, REQUESTS_AT_ONCE = 200, 400
"""As many as the socket's stage takes frames: `python -m benchmarks scale` asks all questions over either."""


class HttpApi(Construct):
    """The API, its one function, and the origins whose pages may ask; programs need none.

    The function checks the token of every request: see ADR 40 for why no authorizer stands before it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        fittings: Fittings,
        allowed_origins: Sequence[str],
    ) -> None:
        super().__init__(scope, id)
        requests = fittings.function(
            self,
            "Requests",
            handler="websocket.http_api.handler.handler",
            grants=iam.HTTP,
            timeout=INTEGRATION_LIMIT,
        )
        api = apigateway.HttpApi(
            self,
            "Api",
            description="FinOps Agent over HTTP",
            create_default_stage=False,
            cors_preflight=_cors(allowed_origins) if allowed_origins else None,
        )
        apigateway.HttpStage(
            self,
            "Stage",
            http_api=api,
            stage_name="$default",
            auto_deploy=True,
            detailed_metrics_enabled=False,
            throttle=apigateway.ThrottleSettings(rate_limit=REQUESTS_A_SECOND, burst_limit=REQUESTS_AT_ONCE),
        )
        integration = HttpLambdaIntegration("Requests", requests.entry, scope_permission_to_route=False)
        for route in ROUTES:
            api.add_routes(path=route.path, methods=[apigateway.HttpMethod[route.method]], integration=integration)
        stack = Stack.of(self)
        self.url = f"https://{api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"


def _cors(origins: Sequence[str]) -> apigateway.CorsPreflightOptions:
    return apigateway.CorsPreflightOptions(
        allow_origins=list(origins),
        allow_methods=[apigateway.CorsHttpMethod[method] for method in sorted({route.method for route in ROUTES})],
        allow_headers=ASKED_WITH,
        expose_headers=["retry-after"],
        max_age=Duration.hours(1),
    )
