"""Who the users are: a user pool that an administrator fills, and the applications that sign in to it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from aws_cdk import CfnResource, Duration, Fn, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from cdk.firewall import web_acl
from websocket.tokens import PROGRAM_SCOPE

SecondFactor = Literal["off", "optional", "required"]

_MFA = {"off": cognito.Mfa.OFF, "optional": cognito.Mfa.OPTIONAL, "required": cognito.Mfa.REQUIRED}


class Identity(Construct):
    """The user pool, where people sign in to it, and what a verifier of its tokens has to know."""

    def __init__(self, scope: Construct, id: str, *, second_factor: SecondFactor, sign_in_prefix: str | None) -> None:
        super().__init__(scope, id)
        self.pool = cognito.UserPool(
            self,
            "Users",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_digits=True, require_lowercase=True, require_symbols=True, require_uppercase=True
            ),
            mfa=_MFA[second_factor],
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False) if second_factor != "off" else None,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.client = self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_srp=True, admin_user_password=True),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            disable_o_auth=True,
        )
        stack = Stack.of(self)
        self.issuer = f"https://cognito-idp.{stack.region}.{stack.url_suffix}/{self.pool.user_pool_id}"
        self.jwks_url = f"{self.issuer}/.well-known/jwks.json"
        self.audiences = [self.client.user_pool_client_id]
        self.domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=sign_in_prefix or _own_prefix(stack)),
            managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
        )
        self.sign_in_url = f"https://{self.domain.domain_name}.auth.{stack.region}.amazoncognito.com"

    def admit_programs(self, names: Sequence[str]) -> dict[str, str]:
        """A client with a secret for each program, which gets tokens for itself and for nobody else; ids by name."""
        if not names:
            return {}
        scope = cognito.ResourceServerScope(
            scope_name=PROGRAM_SCOPE.partition("/")[2], scope_description="Ask questions and read their answers"
        )
        server = self.pool.add_resource_server("Scopes", identifier=PROGRAM_SCOPE.partition("/")[0], scopes=[scope])
        return {name: self._program(name, cognito.OAuthScope.resource_server(server, scope)) for name in names}

    def _program(self, name: str, scope: cognito.OAuthScope) -> str:
        client = self.pool.add_client(
            f"Program-{name}",
            user_pool_client_name=name,
            generate_secret=True,
            # Named, since Cognito would let people sign in to it as well.
            auth_flows=cognito.AuthFlow(custom=True),
            o_auth=cognito.OAuthSettings(flows=cognito.OAuthFlows(client_credentials=True), scopes=[scope]),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            access_token_validity=Duration.hours(1),
        )
        return client.user_pool_client_id

    def guard(self, requests: int, tags: Mapping[str, str]) -> None:
        """Puts a firewall before the sign-in, which lets one address send so many requests in five minutes."""
        acl = CfnResource(self, "Firewall", type="AWS::WAFv2::WebACL", properties=web_acl("REGIONAL", requests, tags))
        wafv2.CfnWebACLAssociation(
            self, "Guarded", resource_arn=self.pool.user_pool_arn, web_acl_arn=acl.get_att("Arn").to_string()
        )

    def invite(self, address: str) -> None:
        """Makes a user who is mailed a password for the first sign-in: for trying the stack out."""
        cognito.CfnUserPoolUser(
            self,
            "TestUser",
            user_pool_id=self.pool.user_pool_id,
            username=address,
            desired_delivery_mediums=["EMAIL"],
            user_attributes=[
                cognito.CfnUserPoolUser.AttributeTypeProperty(name="email", value=address),
                cognito.CfnUserPoolUser.AttributeTypeProperty(name="email_verified", value="true"),
            ],
        )

    def admit_page(self, url: str) -> cognito.UserPoolClient:
        """The page's own client: people sign in at the pool's own pages, and the page gets tokens by code and PKCE."""
        client = self.pool.add_client(
            "Page",
            # Named, since Cognito would add the refresh flow by itself, which excludes rotation.
            auth_flows=cognito.AuthFlow(user_srp=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=[f"{url}/"],
                logout_urls=[f"{url}/"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(1),
            refresh_token_rotation_grace_period=Duration.minutes(1),
        )
        # Managed login shows nothing for a client without a branding, not even an unbranded form.
        cognito.CfnManagedLoginBranding(
            self,
            "Branding",
            user_pool_id=self.pool.user_pool_id,
            client_id=client.user_pool_client_id,
            use_cognito_provided_values=True,
        )
        self.audiences.append(client.user_pool_client_id)
        return client


def _own_prefix(stack: Stack) -> str:
    """A prefix that no other stack has: it ends with the random part of the stack's id."""
    stack_uuid = Fn.select(2, Fn.split("/", stack.stack_id))
    return f"finops-{Fn.select(4, Fn.split('-', stack_uuid))}"
