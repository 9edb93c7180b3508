"""Every method of the contract can be called over HTTP, by a path of its own."""

import re
from collections import Counter

import pytest
from grpc_health.v1 import health_pb2

from optimizer.service.http.bindings import binding_of
from optimizer.service.security.authorization import REQUIRED_SCOPE
from optimizer.service.services import methods_by_service

OURS = ("corridor.v1.", "google.longrunning.")
METHODS = sorted(name for name in REQUIRED_SCOPE if name.startswith(OURS))

# Methods are found once the modules of their services are loaded.
LOADED = (methods_by_service, health_pb2)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_path_that_it_answers(name):
    """The path that its template describes gives just the fields that it names."""
    binding = binding_of(name)
    path = re.sub(r"\{[a-z_]+\}", "a", binding.template)
    path = re.sub(r"\{[a-z_]+=([^}]+)\}", r"\1", path).replace("*", "a")
    fields = {field.name for field in binding.request_type.DESCRIPTOR.fields}

    found = binding.fields_in(path)

    assert path.startswith("/v1/")
    assert found is not None
    assert set(found) == set(binding.fields) <= fields


def test_no_two_methods_share_a_path_and_verb():
    """A request calls one method."""
    bindings = map(binding_of, METHODS)
    places = Counter((binding.verb, binding.template) for binding in bindings)

    assert max(places.values()) == 1


def test_methods_without_a_path_are_refused():
    """A server does not start with a method that nobody can call."""
    with pytest.raises(LookupError, match="annotate it"):
        binding_of("grpc.health.v1.Health/Check")
