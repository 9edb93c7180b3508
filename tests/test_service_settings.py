"""Settings come as options, from the environment and from a file, and say where from."""

import os

import pytest
from corridor_client import local_server

from optimizer.service.command import main
from optimizer.service.settings import Settings, shipped_datasets
from optimizer.service.settings_sources import (
    InvalidSettingsError,
    misspelt_variables,
    read_settings,
    shown_settings,
)


def written(tmp_path, text):
    path = tmp_path / "corridor.toml"
    path.write_text(text)
    return str(path)


def test_without_anything_the_defaults_hold():
    """A server starts without a single setting."""
    settings = read_settings({}, {})

    assert settings == Settings()
    assert (settings.address, settings.queue) == ("127.0.0.1:50051", 64)


def test_options_win_over_the_environment_and_that_over_a_file(tmp_path):
    """So that one file serves many servers, each with what is its own."""
    file = written(tmp_path, "workers = 3\nqueue = 5\naddress = '0.0.0.0:1'\n")
    environment = {"CORRIDOR_QUEUE": "6", "CORRIDOR_WORKERS": "4"}

    settings = read_settings({"config": file, "workers": "7"}, environment)

    assert (settings.workers, settings.queue, settings.address) == (7, 6, "0.0.0.0:1")


def test_the_environment_may_name_the_file(tmp_path):
    """Images and units set variables rather than options."""
    file = written(tmp_path, "queue = 0")

    assert read_settings({}, {"CORRIDOR_CONFIG": file}).queue == 0


@pytest.mark.parametrize(
    ("given", "environment", "complaint"),
    [
        ({"workers": "0"}, {}, "--workers: '0' is no count from 1"),
        ({"workers": "257"}, {}, "--workers: '257' is more than 256"),
        ({"queue": "-1"}, {}, "--queue: '-1' is no whole number"),
        (
            {"worker_memory_mib": "64"},
            {},
            "--worker-memory-mib: '64' MiB is too little",
        ),
        ({"queue": "1000000"}, {}, "--queue: 1000000 is more than 999999"),
        ({}, {"CORRIDOR_WORKERS": "two"}, "CORRIDOR_WORKERS: 'two' is no whole"),
        ({}, {"CORRIDOR_SCHEDULER": "x"}, "CORRIDOR_SCHEDULER: 'x' is no scheduler"),
        ({}, {"CORRIDOR_INSECURE": "yes"}, "CORRIDOR_INSECURE: 'yes' is no switch"),
        ({}, {"CORRIDOR_TOKENS": "x"}, "CORRIDOR_TOKENS: 'x' is no file"),
        ({"jwt_issuer": "us"}, {}, "jwt_audience and jwt_issuer need jwt_keys"),
        ({"config": "none.toml"}, {}, "none.toml: No such file or directory"),
    ],
)
def test_a_bad_setting_is_named_with_its_place(given, environment, complaint):
    """Of several places that set it, people must find the right one."""
    with pytest.raises(InvalidSettingsError, match=r".+") as error:
        read_settings(given, environment)

    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("wokers = 2", "corridor.toml: wokers: there is no such setting"),
        ("insecure = 1", "corridor.toml: insecure: 1 is no switch"),
        ("workers = 2.0", "corridor.toml: workers: '2.0' is no whole number"),
        ("workers = true", "corridor.toml: workers: 'True' is no whole number"),
        ("workers 2", "corridor.toml is no TOML"),
        ("address = 5", "corridor.toml: address: Input should be a valid string"),
    ],
)
def test_a_bad_file_is_named_with_its_key(tmp_path, text, complaint):
    """A misspelt setting must not be passed over."""
    with pytest.raises(InvalidSettingsError, match=r".+") as error:
        read_settings({"config": written(tmp_path, text)}, {})

    assert complaint in str(error.value)


def test_a_dataset_is_no_folder_of_datasets():
    """The server would start, and have nothing."""
    folder = shipped_datasets() / "middle-corridor"
    with pytest.raises(InvalidSettingsError, match="is a dataset itself"):
        read_settings({"datasets": str(folder)}, {})


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("CORRIDOR_WOKERS", "CORRIDOR_WORKERS"),
        ("CORRIDOR_WORKER_MEMORY", "CORRIDOR_WORKER_MEMORY_MIB"),
        ("CORRIDOR_TLS_CERTIFICAT", "CORRIDOR_TLS_CERTIFICATE"),
        ("CORRIDOR_CONFG", "CORRIDOR_CONFIG"),
        ("CORRIDOR_WORKERS", None),
        ("CORRIDOR_TOKEN", None),
        ("CORRIDOR_PORT_50051_TCP", None),
        ("CORRIDOR_SERVICE_HOST", None),
        ("WOKERS", None),
    ],
)
def test_a_misspelt_variable_is_noticed(variable, meant):
    """And no other: Kubernetes sets some of its own for a service that is called so."""
    found = list(misspelt_variables({variable: "1"}))

    assert found == ([(variable, meant)] if meant else [])


def test_a_wrong_setting_is_one_sentence(capsys):
    """No usage of eleven lines stands before it."""
    assert main(["serve", "--workers", "0"]) == 2

    assert capsys.readouterr().err == "--workers: '0' is no count from 1\n"


@pytest.mark.parametrize("is_on", [True, False])
def test_a_switch_is_true_or_false_wherever_it_is_given(tmp_path, is_on):
    """As an option it has no value, and is on where it stands."""
    word = "true" if is_on else "false"
    file = written(tmp_path, f"insecure = {word}")
    given = {"insecure": "true"} if is_on else {}

    assert read_settings(given, {}).insecure is is_on
    assert read_settings({}, {"CORRIDOR_INSECURE": word}).insecure is is_on
    assert read_settings({"config": file}, {}).insecure is is_on


def test_the_option_of_a_switch_takes_no_value(capsys):
    """What follows it is not swallowed."""
    assert main(["serve", "--insecure", "--workers", "0"]) == 2

    assert "--workers: '0' is no count from 1" in capsys.readouterr().err


def test_every_setting_is_an_option_with_its_variable(capsys, monkeypatch):
    """The help of the server is the list that people go by."""
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    text = capsys.readouterr().out

    for setting in shown_settings():
        assert f"{setting.option} {setting.value}".strip() in text
        assert f"${setting.variable}" in text


def test_bad_options_end_the_command_with_2(capsys):
    """As every command line does."""
    with pytest.raises(SystemExit) as ending:
        main(["serve", "--wokers", "2"])

    assert ending.value.code == 2
    assert "--wokers" in capsys.readouterr().err


def test_a_private_server_does_not_take_what_is_set_for_others(monkeypatch):
    """What secures a server that others call would keep a private one from starting."""
    monkeypatch.setenv("CORRIDOR_QUEUE", "0")
    monkeypatch.setenv("CORRIDOR_WORKERS", "2")
    environment = local_server._environment()

    assert "CORRIDOR_QUEUE" not in environment
    assert environment["CORRIDOR_WORKERS"] == "2"
    assert environment["PATH"] == os.environ["PATH"]
