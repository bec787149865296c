"""API Gateway's WebSocket behaviour on the loopback interface, around Lambda-style handlers."""
