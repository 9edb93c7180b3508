"""The wire: the contract ``corridor.v1`` served over gRPC."""
