"""The front door: API Gateway's WebSocket events in, frames out. Imports the kernel and nothing else."""
