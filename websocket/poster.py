"""PostToConnection through API Gateway's management API."""

from typing import TYPE_CHECKING

from finops_core.errors import ConnectionGone, ConnectionThrottled, StorageUnavailable, TooLarge

if TYPE_CHECKING:
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

MAX_POST_BYTES = 128 * 1024


class ApiGatewayPoster:
    """Posts frames to connections of one WebSocket API stage."""

    def __init__(self, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client

    def post(self, connection_id: str, *frames: bytes) -> None:
        """Raises ConnectionGone (410), TooLarge (413), ConnectionThrottled (429), StorageUnavailable otherwise."""
        for data in frames:
            self._post(connection_id, data)

    def _post(self, connection_id: str, data: bytes) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=data)
        except ClientError as error:
            response = error.response
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            match status:
                case 410:
                    raise ConnectionGone("The client is no longer connected.") from error
                case 413:
                    raise TooLarge(f"A frame may have {MAX_POST_BYTES} bytes.") from error
                case 429:
                    raise ConnectionThrottled("The client takes frames too slowly; this one was dropped.") from error
                case _:
                    raise StorageUnavailable("API Gateway did not take the frame.") from error
        except BotoCoreError as error:
            raise StorageUnavailable("API Gateway could not be reached.") from error
