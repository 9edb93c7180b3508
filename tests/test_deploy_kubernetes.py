"""The manifests are what a cluster takes, and hold each other together."""

import shutil
import subprocess

import kubernetes_validate
import pytest
from deploy_files import (
    ADMIN_PORT,
    CALLS_PORT,
    DEPLOY,
    KUBERNETES,
    USER,
    documents,
    manifests,
    path_in_project,
    stop_seconds,
)

VERSION = "1.37"
"""Version of Kubernetes whose schemas are asked."""

NOT_OBJECTS = ("kustomization.yaml", "prometheus-adapter.yaml")
OBJECTS = sorted(
    path for path in KUBERNETES.glob("**/*.yaml") if path.name not in NOT_OBJECTS
)
FOLDERS = sorted(path.parent for path in KUBERNETES.glob("*/kustomization.yaml"))
SECRETS = KUBERNETES / "base" / "secret.example.yaml"
LABELS = {"app.kubernetes.io/name": "corridor"}


def pod():
    return manifests()["Deployment"]["spec"]["template"]["spec"]


def container():
    (only,) = pod()["containers"]
    return only


def settings():
    return manifests()["ConfigMap"]["data"]


@pytest.mark.parametrize("path", OBJECTS, ids=path_in_project)
def test_objects_keep_to_the_schemas_of_kubernetes(path):
    """Every key is known and every value of its type."""
    checked = [
        kubernetes_validate.validate(document, VERSION, strict=True)
        for document in documents(path)
    ]

    assert checked


def test_a_key_that_is_misspelt_would_be_found():
    """The check before this one is one that can fail."""
    service = manifests()["Service"]
    service["spec"]["clusterIp"] = "None"

    with pytest.raises(kubernetes_validate.ValidationError, match="clusterIp"):
        kubernetes_validate.validate(service, VERSION, strict=True)


def test_every_object_is_applied_but_the_example_of_secrets():
    """A file that nothing names does nothing; made-up passwords must do nothing."""
    named = {
        (folder / name).resolve()
        for folder in FOLDERS
        for (kustomization,) in [documents(folder / "kustomization.yaml")]
        for name in kustomization["resources"]
    }

    assert named - {KUBERNETES / "base"} == {*OBJECTS} - {SECRETS}


@pytest.mark.parametrize("folder", FOLDERS, ids=path_in_project)
def test_kustomize_builds_it(folder):
    """Asked of kubectl, where that is installed; it needs no cluster for this."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl here")
    done = subprocess.run(
        [kubectl, "kustomize", folder], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert ("replicas: 2" in done.stdout) == (folder.name == "base")


def test_servers_run_as_nobody_and_write_nothing():
    """As the profile "restricted" of the namespace asks, and stricter."""
    of_pod, of_container = pod()["securityContext"], container()["securityContext"]
    (namespace,) = documents(KUBERNETES / "base" / "namespace.yaml")

    assert of_pod["runAsNonRoot"] is True
    assert {of_pod[key] for key in ("runAsUser", "runAsGroup", "fsGroup")} == {USER}
    assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert of_container == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert namespace["metadata"]["labels"] == {
        "pod-security.kubernetes.io/enforce": "restricted"
    }


def test_servers_have_no_token_of_the_cluster():
    """They ask nothing of it."""
    assert manifests()["ServiceAccount"]["automountServiceAccountToken"] is False
    assert pod()["automountServiceAccountToken"] is False
    assert (
        pod()["serviceAccountName"] == manifests()["ServiceAccount"]["metadata"]["name"]
    )


@pytest.mark.parametrize(
    ("probe", "page"),
    [
        ("startupProbe", "/readyz"),
        ("livenessProbe", "/healthz"),
        ("readinessProbe", "/readyz"),
    ],
)
def test_probes_ask_the_admin_port(probe, page):
    """It asks for neither certificate nor token."""
    assert container()[probe]["httpGet"] == {"path": page, "port": "admin"}


def test_ports_are_those_that_the_settings_say():
    """The service, the policy and the scrape follow them."""
    ports = {port["name"]: port["containerPort"] for port in container()["ports"]}
    service = manifests()["Service"]["spec"]
    policy = manifests()["NetworkPolicy"]["spec"]["ingress"]
    annotations = manifests()["Deployment"]["spec"]["template"]["metadata"][
        "annotations"
    ]

    assert ports == {"grpc": CALLS_PORT, "admin": ADMIN_PORT}
    assert settings()["CORRIDOR_ADDRESS"].endswith(f":{CALLS_PORT}")
    assert settings()["CORRIDOR_ADMIN_ADDRESS"].endswith(f":{ADMIN_PORT}")
    assert {p["name"]: p["port"] for p in service["ports"]} == ports
    assert {p["targetPort"] for p in service["ports"]} == set(ports)
    assert {p["port"] for rule in policy for p in rule["ports"]} == set(ports.values())
    assert annotations["prometheus.io/port"] == str(ADMIN_PORT)


def test_clients_see_every_server():
    """A service with an address of its own would keep a client at one of them."""
    assert manifests()["Service"]["spec"]["clusterIP"] == "None"


def test_everything_selects_the_servers():
    """A label that is misspelt selects nothing, without a word."""
    found = manifests()
    deployment = found["Deployment"]["spec"]
    spread = pod()["topologySpreadConstraints"]

    assert deployment["template"]["metadata"]["labels"] == LABELS
    assert deployment["selector"]["matchLabels"] == LABELS
    assert found["Service"]["spec"]["selector"] == LABELS
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == LABELS
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == LABELS
    assert [s["labelSelector"]["matchLabels"] for s in spread] == [LABELS]
    assert {o["metadata"].get("namespace", "corridor") for o in found.values()} == {
        "corridor"
    }


def test_no_upgrade_or_drain_of_a_node_leaves_nobody():
    """Two servers at least, of which one at a time goes."""
    deployment, budget = manifests()["Deployment"], manifests()["PodDisruptionBudget"]

    assert deployment["spec"]["replicas"] >= 2
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert budget["spec"]["maxUnavailable"] == 1


def test_a_server_may_drain_before_it_is_killed():
    """Or else calls fail that it had let in."""
    probe = container()["readinessProbe"]
    unnoticed_seconds = probe["periodSeconds"] * probe["failureThreshold"]

    assert stop_seconds(settings()) < pod()["terminationGracePeriodSeconds"]
    assert unnoticed_seconds <= int(settings()["CORRIDOR_DRAIN_SECONDS"])


def test_memory_holds_the_server_and_all_its_processes():
    """One process is ready beyond those that work; half a GiB is for the server."""
    workers = int(settings()["CORRIDOR_WORKERS"])
    worker_mib = int(settings()["CORRIDOR_WORKER_MEMORY_MIB"])
    limit = container()["resources"]["limits"]["memory"]

    assert 512 + (workers + 1) * worker_mib <= int(limit.removesuffix("Gi")) * 1024
    assert container()["resources"]["requests"]["cpu"] == str(workers)


def test_secrets_that_are_mounted_are_in_the_example():
    """Whoever makes them sees their names, types and keys."""
    example = {s["metadata"]["name"]: s["stringData"] for s in documents(SECRETS)}
    mounted = {v["secret"]["secretName"] for v in pod()["volumes"] if "secret" in v}
    (password,) = container()["env"]
    wanted = password["valueFrom"]["secretKeyRef"]
    places = {m["mountPath"] for m in container()["volumeMounts"]}
    files = [v for v in settings().values() if v.startswith("/etc/corridor/")]

    assert set(example) == mounted | {wanted["name"]}
    assert wanted["key"] in example[wanted["name"]]
    assert password["name"] == "PGPASSWORD"
    assert {file.rpartition("/")[0] for file in files} <= places
    assert {file.rpartition("/")[2] for file in files} <= {
        key for secret in example.values() for key in secret
    }
    assert all(
        text.startswith("not-a-")
        for secret in example.values()
        for text in secret.values()
    )


def test_the_autoscaler_alone_says_how_many_there_are():
    """By the calls that wait, under the name that the adapter gives them."""
    scaler = manifests()["HorizontalPodAutoscaler"]["spec"]
    (metric,) = scaler["metrics"]
    (adapter,) = documents(KUBERNETES / "autoscaling" / "prometheus-adapter.yaml")
    (rule,) = adapter["rules"]["custom"]
    (overlay,) = documents(KUBERNETES / "autoscaling" / "kustomization.yaml")
    (patch,) = overlay["patches"]

    assert scaler["scaleTargetRef"]["name"] == "corridor"
    assert scaler["minReplicas"] >= 2
    assert metric["pods"]["metric"]["name"] == rule["name"]["as"]
    assert rule["seriesQuery"].startswith(f"{rule['name']['as']}{{")
    assert "path: /spec/replicas" in patch["patch"]


def test_the_image_is_the_one_that_the_other_files_name():
    """With the version of the project, not whatever is newest."""
    (base,) = documents(KUBERNETES / "base" / "kustomization.yaml")
    (image,) = base["images"]
    tagged = f"{image['name']}:{image['newTag']}"

    assert container()["image"] == tagged
    assert f"image: {tagged}\n" in (DEPLOY / "compose.yaml").read_text()
    assert f"--tag {tagged} " in (DEPLOY / "Dockerfile").read_text()
    assert (
        f'version = "{image["newTag"]}"'
        in (DEPLOY.parent / "pyproject.toml").read_text()
    )
