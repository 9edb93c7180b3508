"""The same calls as JSON over HTTP, for tools that do not speak gRPC."""
