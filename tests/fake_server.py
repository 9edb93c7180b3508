"""A server that gives the answers a test puts into it."""

from collections.abc import Iterable
from concurrent import futures
from contextlib import contextmanager
from importlib import import_module

import grpc
from google.protobuf import message_factory
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

SERVICES = {
    service.full_name: service
    for module, name in [
        ("corridor.v1.plan_service_pb2", "PlanService"),
        ("corridor.v1.scenario_service_pb2", "ScenarioService"),
        ("corridor.v1.sensitivity_service_pb2", "SensitivityService"),
        ("corridor.v1.simulation_service_pb2", "SimulationService"),
        ("corridor.v1.dataset_service_pb2", "DatasetService"),
        ("corridor.v1.tariff_service_pb2", "TariffService"),
        ("corridor.v1.server_info_service_pb2", "ServerInfoService"),
        ("corridor.v1.run_service_pb2", "RunService"),
        ("google.longrunning.operations_pb2", "Operations"),
    ]
    for service in [import_module(module).DESCRIPTOR.services_by_name[name]]
}

METHODS = {
    f"/{service.full_name}/{method.name}": method
    for service in SERVICES.values()
    for method in service.methods
}
"""Every method of the contract by its path."""

OPTIMIZE_PLAN = "/corridor.v1.PlanService/OptimizePlan"
STREAM_PLAN = "/corridor.v1.PlanService/StreamPlan"
COMPARE_REGIMES = "/corridor.v1.TariffService/CompareRegimes"
LIST_DATASETS = "/corridor.v1.DatasetService/ListDatasets"
GET_SERVER_INFO = "/corridor.v1.ServerInfoService/GetServerInfo"


class FakeServer(grpc.GenericRpcHandler):
    """Answers by method path; a method without one gives its empty answer.

    A method that answers several times may be given several.

    Attributes
    ----------
    answers
        Functions from a request and a context to an answer.
    requests
        What was asked, as pairs of path and request.
    address
        Where it listens.
    """

    def __init__(self):
        self.answers = {}
        self.requests = []
        self.address = ""

    def service(self, handler_call_details):
        path = handler_call_details.method
        method = METHODS.get(path)
        if method is None:
            return None

        def answer(request, context):
            self.requests.append((path, request))
            empty = message_class(method.output_type)
            return self.answers.get(path, lambda *_: empty())(request, context)

        def answers(request, context):
            given = answer(request, context)
            yield from given if isinstance(given, Iterable) else [given]

        make, handler = grpc.unary_unary_rpc_method_handler, answer
        if method.server_streaming:
            make, handler = grpc.unary_stream_rpc_method_handler, answers
        return make(
            handler,
            request_deserializer=message_class(method.input_type).FromString,
            response_serializer=message_class(method.output_type).SerializeToString,
        )


def message_class(descriptor):
    return message_factory.GetMessageClass(descriptor)


@contextmanager
def fake_server():
    """Run a fake server until the block ends."""
    fake = FakeServer()
    with futures.ThreadPoolExecutor(4) as pool:
        server = grpc.server(pool, handlers=[fake])
        fake.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            yield fake
        finally:
            server.stop(0).wait()


def failing(code, message="it failed", reason="", facts=None, violations=()):
    """An answer that is an error, with the details of a reason if there is one."""
    status = status_pb2.Status(code=code_pb2.Code.Value(code.name), message=message)
    if reason:
        info = error_details_pb2.ErrorInfo(
            reason=reason, domain="corridor", metadata=facts or {}
        )
        status.details.add().Pack(info)
    if violations:
        bad_request = error_details_pb2.BadRequest(field_violations=violations)
        status.details.add().Pack(bad_request)

    def fail(_, context):
        context.abort_with_status(rpc_status.to_status(status))

    return fail
