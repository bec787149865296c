"""Where the page is: a private bucket, CloudFront in front of it, and the function that puts the files there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from cdk import iam, page_files
from cdk.alarms import Alarms
from cdk.constructs.function import Function
from cdk.page_policy import OTHER_HEADERS, content_security_policy

TWO_YEARS = Duration.days(730)
PUBLISHED_WITHIN = Duration.minutes(5)

ROUTES = """
function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') < 0) request.uri = '/index.html';
  return request;
}
"""
"""As the platform on a laptop does it: a path without a file's suffix is a place within the page."""


class Page(Construct):
    """The page's address exists before its files: who signs in has to know it, and the files name who signs in."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        connects: Sequence[str],
        domain: str | None,
        certificate: str | None,
        web_acl: str | None = None,
    ) -> None:
        """`connects` are the addresses that the page may talk to beside its own; `web_acl` is the ARN of a firewall."""
        super().__init__(scope, id)
        self._web_acl = web_acl
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.distribution = self._distribution(self._headers(connects), domain, certificate)
        self.url = f"https://{domain or self.distribution.distribution_domain_name}"

    def publish(self, built: Path, config: Mapping[str, str], *, alarms: Alarms) -> None:
        """Puts the built page and `config.json` into the bucket, at each deployment that changes either."""
        asset = assets.Asset(self, "Built", path=str(built))
        arns = {
            # The whole bucket of assets: a built page is called by a hash of what it holds.
            "page_assets": asset.bucket.arn_for_objects("*"),
            "page_bucket": self.bucket.bucket_arn,
            "page": self.bucket.arn_for_objects("*"),
        }
        files = Function(
            self,
            "Files",
            handler="index.handler",
            code=lambda_.Code.from_inline(Path(page_files.__file__).read_text(encoding="utf-8")),
            environment={},
            grants=iam.PAGE_FILES,
            arns=arns,
            alarms=alarms,
            timeout=PUBLISHED_WITHIN,
            memory_mb=512,
        )
        resource = CustomResource(
            self,
            "Published",
            service_token=files.function.function_arn,
            resource_type="Custom::FinOpsPage",
            service_timeout=PUBLISHED_WITHIN,
            properties={
                "Bucket": self.bucket.bucket_name,
                "SourceBucket": asset.s3_bucket_name,
                "SourceKey": asset.s3_object_key,
                "Config": Stack.of(self).to_json_string(dict(config)),
            },
        )
        resource.node.add_dependency(self.bucket)

    @property
    def _name_everywhere(self) -> str:
        """CloudFront's names are one account's in all regions, so the region is part of them."""
        stack = Stack.of(self)
        return f"{stack.stack_name}-{stack.region}"

    def _headers(self, connects: Sequence[str]) -> cloudfront.ResponseHeadersPolicy:
        custom = [
            cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
            for name, value in OTHER_HEADERS.items()
        ]
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=self._name_everywhere,
            comment="FinOps Agent's page",
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(custom_headers=custom),
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=content_security_policy(connects), override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=TWO_YEARS, include_subdomains=True, override=True
                ),
            ),
        )

    def _distribution(
        self, headers: cloudfront.ResponseHeadersPolicy, domain: str | None, certificate: str | None
    ) -> cloudfront.Distribution:
        access = cloudfront.S3OriginAccessControl(self, "Access", origin_access_control_name=self._name_everywhere)
        origin = origins.S3BucketOrigin.with_origin_access_control(
            self.bucket, origin_access_control=cast(cloudfront.IOriginAccessControl, access)
        )
        routes = cloudfront.Function(
            self,
            "Routes",
            function_name=f"{self._name_everywhere}-routes",
            code=cloudfront.FunctionCode.from_inline(ROUTES),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="A place within the page is answered by index.html",
        )

        def behavior(cache: cloudfront.ICachePolicy, *functions: cloudfront.Function) -> cloudfront.BehaviorOptions:
            return cloudfront.BehaviorOptions(
                origin=origin,
                cache_policy=cache,
                response_headers_policy=headers,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        function=each, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                    )
                    for each in functions
                ],
            )

        return cloudfront.Distribution(
            self,
            "Distribution",
            comment="FinOps Agent's page",
            default_behavior=behavior(cloudfront.CachePolicy.CACHING_DISABLED, routes),
            additional_behaviors={
                f"{page_files.HASHED}*": behavior(cloudfront.CachePolicy.CACHING_OPTIMIZED),
            },
            default_root_object=page_files.START,
            web_acl_id=self._web_acl,
            domain_names=[domain] if domain else None,
            certificate=(
                certificates.Certificate.from_certificate_arn(self, "Certificate", certificate) if certificate else None
            ),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
        )
