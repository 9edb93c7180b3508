"""The services of the compose file hold each other together, and keep to themselves."""

import shutil
import subprocess

import pytest
import yaml
from compose_spec import PyCompose
from deploy_files import (
    ADMIN_PORT,
    CALLS_PORT,
    COMPOSE,
    DEPLOY,
    PROMETHEUS,
    compose,
    documents,
    path_in_project,
    seconds,
    stop_seconds,
)

SERVICES = compose()["services"]
GRAFANA = sorted((DEPLOY / "grafana" / "provisioning").glob("**/*.yaml"))
each_service = pytest.mark.parametrize("name", SERVICES)


def test_it_keeps_to_the_specification():
    """Every key is known, and every network and volume that is used is there."""
    merged = yaml.safe_dump(compose())  # The parser takes no merge keys.
    parsed = PyCompose.from_yaml(merged)
    parsed.validate()

    assert set(parsed.service_names()) == {
        "corridor",
        "postgresql",
        "prometheus",
        "grafana",
    }


def test_a_key_that_is_misspelt_would_be_found():
    """The check before this one is one that can fail."""
    file = compose()
    file["services"]["corridor"]["read_onyl"] = True

    with pytest.raises(ValueError, match="read_onyl"):
        PyCompose.from_yaml(yaml.safe_dump(file))


@each_service
def test_services_can_do_little_beyond_their_work(name):
    """Who breaks in finds nothing to write, no rights, and bounds."""
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("user", "10001").partition(":")[0] not in {"0", "root"}
    assert set(limits) == {"cpus", "memory", "pids"}


@each_service
def test_images_have_an_exact_version(name):
    """Or else an upgrade would come by itself."""
    _, _, tag = SERVICES[name]["image"].rpartition(":")

    assert tag.lstrip("v").split(".")[0].isdecimal()
    assert len(tag.split(".")) >= 2


@each_service
def test_ports_are_published_to_this_machine_alone(name):
    """Serving others takes a certificate and is decided by whoever runs it."""
    ports = SERVICES[name].get("ports", [])

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_calls_arrive_where_the_server_listens():
    """The admin port is for Prometheus alone, which is in its network."""
    server = SERVICES["corridor"]
    environment = server["environment"]
    (job,) = documents(PROMETHEUS)[0]["scrape_configs"]
    (found,) = job["dns_sd_configs"]

    assert server["ports"] == [f"127.0.0.1:{CALLS_PORT}:{CALLS_PORT}"]
    assert environment["CORRIDOR_ADDRESS"].endswith(f":{CALLS_PORT}")
    assert environment["CORRIDOR_ADMIN_ADDRESS"].endswith(f":{ADMIN_PORT}")
    assert (found["names"], found["port"]) == (["corridor"], ADMIN_PORT)
    assert "metrics" in {*server["networks"]} & {*SERVICES["prometheus"]["networks"]}


def test_the_server_finds_its_database():
    """Same user, name and host, and a password that is in no file of the project."""
    server, database = SERVICES["corridor"], SERVICES["postgresql"]
    kept = database["environment"]
    address = f"postgresql://{kept['POSTGRES_USER']}@postgresql/{kept['POSTGRES_DB']}"

    assert server["environment"]["CORRIDOR_DATABASE"] == address
    assert server["environment"]["PGPASSWORD"] == kept["POSTGRES_PASSWORD"]
    assert kept["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert server["depends_on"]["postgresql"]["condition"] == "service_healthy"
    assert "healthcheck" in database
    assert "database" in {*server["networks"]} & {*database["networks"]}


def test_a_server_may_drain_before_it_is_killed():
    """Or else calls fail that it had let in."""
    server = SERVICES["corridor"]

    assert stop_seconds(server["environment"]) < seconds(server["stop_grace_period"])


def test_passwords_that_are_asked_for_are_in_the_example():
    """Whoever copies it sees what to write; it holds none itself."""
    example = (DEPLOY / "example.env").read_text().splitlines()
    lines = [line for line in example if line and not line.startswith("#")]

    assert lines == ["POSTGRES_PASSWORD=", "GRAFANA_PASSWORD="]
    assert all(f"${{{line.rstrip('=')}:?" in COMPOSE.read_text() for line in lines)


def test_files_that_are_mounted_are_there():
    """Docker would make a folder in the place of a file that is missing."""
    mounts = [
        mount.split(":")[0]
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
        if mount.startswith("./")
    ]
    missing = [mount for mount in mounts if not (DEPLOY / mount).exists()]

    assert mounts
    assert missing == []


@pytest.mark.parametrize("path", GRAFANA, ids=path_in_project)
def test_grafana_finds_prometheus_and_the_dashboards(path):
    """What it is provisioned with names what the compose file has."""
    (provided,) = documents(path)
    mounts = SERVICES["grafana"]["volumes"]
    for source in provided.get("datasources", []):
        assert source["url"] == "http://prometheus:9090"
    for provider in provided.get("providers", []):
        folder = provider["options"]["path"]
        assert any(f":{folder}/corridor.json:" in mount for mount in mounts)

    assert provided["apiVersion"] == 1
    assert len(provided) == 2


def test_prometheus_reads_rules_that_are_there():
    """From the folder of its configuration."""
    (configuration,) = documents(PROMETHEUS)
    rules = configuration["rule_files"]

    assert rules == ["alerts.yaml"]
    assert (PROMETHEUS.parent / "alerts.yaml").exists()


def test_prometheus_takes_its_configuration(tmp_path):
    """Asked of its own tool, where that is installed."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool here; it comes with Prometheus")
    shutil.copytree(PROMETHEUS.parent, tmp_path, dirs_exist_ok=True)
    if not (tmp_path / "alerts.yaml").exists():
        (tmp_path / "alerts.yaml").write_text("groups: []\n")
    done = subprocess.run(
        [promtool, "check", "config", tmp_path / PROMETHEUS.name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
