"""Datasets are read, checked, kept and given by the server."""

import io
import json
import zipfile

import grpc
import pytest
from corridor.v1 import dataset_pb2, dataset_service_pb2, plan_service_pb2, problem_pb2
from lines import line
from serving import PATIENCE, reason_of, running_server

pytestmark = pytest.mark.integration

TABLES = {
    "dataset": "dataset_id,title,currency_code\n{name},A line,USD\n",
    "nodes": "node_id,name,country_code\na,A,KZ\nb,B,KZ\n",
    "carriers": "carrier_id,name,country_code\nc,C,KZ\n",
    "legs": (
        "leg_id,origin_node_id,destination_node_id,mode,carrier_id,distance_km,"
        "transit_days\nab,a,b,FERRY,c,1,1\n"
    ),
    "periods": "period_id,start_date,end_date\np,2025-01-01,2025-01-31\n",
    "commodities": (
        "commodity_id,name,quantity_unit,tonnes_per_unit,tariff_class\n"
        "grain,Grain,TONNE,1,bulk\n"
    ),
    "demands": (
        "demand_id,commodity_id,origin_node_id,destination_node_id,volume,"
        "unserved_price_per_unit\nd,grain,a,b,5,9\n"
    ),
    "tariffs": "tariff_id,name,carrier_id,currency_code\nt,T,c,USD\n",
    "rates": "rate_id,tariff_id,kind,basis,rate\nr,t,FREIGHT,PER_TONNE,3\n",
}


def archive(name="line", **changed):
    """A zip of the tables, with some of them changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for table, text in {**TABLES, **changed}.items():
            packed.writestr(f"{table}.csv", text.replace("{name}", name))
    return {"filename": f"{name}.zip", "content": stream.getvalue()}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that ships two datasets, one of them with an error."""
    folder = tmp_path_factory.mktemp("datasets")
    for name, legs in (("shipped", TABLES["legs"]), ("broken", "leg_id\nx\n")):
        (folder / name).mkdir()
        for table, text in {**TABLES, "legs": legs}.items():
            (folder / name / f"{table}.csv").write_text(text.replace("{name}", name))
    log_folder = tmp_path_factory.mktemp("server")
    with running_server(log_folder, "--datasets", str(folder)) as running:
        yield running


def call(method, request):
    return method(request, timeout=PATIENCE)


def import_file(server, file, **fields):
    request = dataset_service_pb2.ImportDatasetRequest(file=file, **fields)
    return call(server.datasets.ImportDataset, request)


def validate(server, **source):
    request = dataset_service_pb2.ValidateDatasetRequest(**source)
    return call(server.datasets.ValidateDataset, request)


def list_datasets(server, **fields):
    request = dataset_service_pb2.ListDatasetsRequest(**fields)
    return call(server.datasets.ListDatasets, request)


def counts(rows):
    return {row.table: row.count for row in rows if row.count}


def test_an_imported_file_can_be_planned_by_its_name(server):
    """It is kept, listed, given back and planned."""
    imported = import_file(server, archive("planned"))
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=imported.name)
    plan = call(server.plans.OptimizePlan, request).plan

    assert imported.name == "datasets/planned"
    assert list(imported.problems) == []
    assert counts(imported.row_counts)["nodes"] == 2
    assert (plan.dataset_digest, plan.total_cost.units) == (imported.digest, 15)


def test_a_file_with_errors_is_not_kept(server):
    """Its problems are the answer, with the lines of the file."""
    legs = TABLES["legs"].replace("FERRY", "FERY")
    imported = import_file(server, archive("spoilt", legs=legs))

    assert (imported.name, imported.digest) == ("", "")
    assert [(p.code, p.table, p.row, p.column) for p in imported.problems] == [
        ("UNKNOWN_CHOICE", "legs", 2, "mode")
    ]
    assert imported.problems[0].severity == problem_pb2.SEVERITY_ERROR
    with pytest.raises(grpc.RpcError):
        validate(server, dataset_name="datasets/spoilt")


def test_a_file_whose_tariffs_do_not_fit_is_not_kept(server):
    """It could be read, so it has a digest, but it cannot be planned."""
    rates = TABLES["rates"].replace("PER_TONNE,3\n", "PER_WAGON,3\n")
    imported = import_file(server, archive("unpriced", rates=rates))

    assert imported.name == ""
    assert len(imported.digest) == 64
    assert {p.severity for p in imported.problems} == {problem_pb2.SEVERITY_ERROR}


def test_a_taken_name_is_replaced_only_on_request(server):
    """Nobody loses a dataset by accident."""
    dearer = TABLES["rates"].replace(",3\n", ",4\n")
    import_file(server, archive("taken"))

    with pytest.raises(grpc.RpcError) as error:
        import_file(server, archive("taken", rates=dearer))
    assert reason_of(error.value)[:2] == ("ALREADY_EXISTS", "DATASET_EXISTS")
    again = import_file(server, archive("taken", rates=dearer), replace=True)
    assert again.name == "datasets/taken"


def test_an_import_that_is_sent_twice_is_one(server):
    """A caller that got no answer may ask again."""
    first, second = (import_file(server, archive("twice")) for _ in range(2))

    assert first == second


def test_a_shipped_dataset_cannot_be_replaced(server):
    """Its figures are what its name promises."""
    with pytest.raises(grpc.RpcError) as error:
        import_file(server, archive("shipped"), replace=True)

    assert reason_of(error.value)[2]["isShipped"] == "true"


def test_an_import_needs_a_file(server):
    """The field at fault is named."""
    request = dataset_service_pb2.ImportDatasetRequest()
    with pytest.raises(grpc.RpcError) as error:
        call(server.datasets.ImportDataset, request)

    assert reason_of(error.value)[2]["field"] == "file"


def test_content_that_is_no_dataset_is_a_problem(server):
    """A wrong file is answered like a wrong cell."""
    (problem,) = validate(server, file={"filename": "x", "content": b"GIF89a"}).problems

    assert (problem.code, problem.HasField("row")) == ("UNREADABLE_ARCHIVE", False)


def test_all_ways_to_send_a_dataset_agree(server):
    """A message, a zip and a JSON file of the same rows have one digest."""
    as_file = archive("shipped")
    given = call(
        server.datasets.GetDataset,
        dataset_service_pb2.GetDatasetRequest(name="datasets/shipped"),
    )

    answers = [
        validate(server, dataset_name="datasets/shipped"),
        validate(server, dataset=given.dataset),
        validate(server, file=as_file),
    ]

    assert {a.digest for a in answers} == {given.digest}
    assert {a.dataset_id for a in answers} == {"shipped"}
    assert [list(a.problems) for a in answers] == [[], [], []]


def test_a_json_file_is_read_too(server):
    """Rows are objects in a list per table."""
    tables = {
        name: [
            dict(zip(*(row.split(",") for row in text.splitlines()[:2]), strict=True))
        ]
        for name, text in TABLES.items()
        if name != "nodes"
    }
    tables["nodes"] = [
        {"node_id": n, "name": n, "country_code": "KZ"} for n in ("a", "b")
    ]
    tables["dataset"][0]["dataset_id"] = "as-json"
    content = json.dumps(tables).encode()

    answer = validate(server, file={"filename": "line.json", "content": content})

    assert (answer.dataset_id, list(answer.problems)) == ("as-json", [])


def test_every_problem_is_listed(server):
    """The error of a plan is cut, the list of a check is not."""
    dataset = line()
    for n in range(300):
        dataset.nodes.add(node_id=f"bad node {n}", name="n", country_code="KZ")

    problems = validate(server, dataset=dataset).problems

    assert [p.row for p in problems] == list(range(3, 303))
    assert {(p.code, p.table, p.column) for p in problems} == {
        ("BAD_FORMAT", "nodes", "node_id")
    }


def test_warnings_do_not_keep_a_dataset_out(server):
    """They come with the answer, placed like errors."""
    resources = "resource_id,name,measure,capacity\nidle,Idle,TONNE,5\n"
    imported = import_file(server, archive("warned", resources=resources))

    assert imported.name == "datasets/warned"
    assert [(p.code, p.table, p.row) for p in imported.problems] == [
        ("UNUSED_RESOURCE", "resources", 2)
    ]


def test_the_shipped_datasets_are_listed_page_by_page(server):
    """The token leads on to what follows, until nothing does."""
    import_file(server, archive("aaa"), replace=True)
    import_file(server, archive("zzz"), replace=True)
    names, token = [], ""
    while True:
        page = list_datasets(server, page_size=1, page_token=token)
        names += [dataset.name for dataset in page.datasets]
        token = page.next_page_token
        if not token:
            break

    assert names == [d.name for d in list_datasets(server).datasets]
    assert names == sorted(names)
    assert {"datasets/aaa", "datasets/shipped", "datasets/zzz"} <= set(names)


def test_a_shipped_dataset_with_errors_is_not_listed_but_can_be_checked(server):
    """Whoever names it learns what is wrong."""
    listed = {dataset.name for dataset in list_datasets(server).datasets}
    problems = validate(server, dataset_name="datasets/broken").problems

    assert "datasets/broken" not in listed
    assert "MISSING_COLUMN" in {p.code for p in problems}


def test_a_summary_says_what_a_dataset_holds(server):
    """Enough to choose one, without its rows."""
    summaries = {d.name: d for d in list_datasets(server).datasets}
    shipped = summaries["datasets/shipped"]

    assert (shipped.dataset_id, shipped.title) == ("shipped", "A line")
    assert shipped.currency_code == "USD"
    assert counts(shipped.row_counts) == {
        **dict.fromkeys(TABLES.keys() - {"dataset"}, 1),
        "nodes": 2,
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"page_token": "%"}, "page_token"),
        ({"page_token": "/w=="}, "page_token"),
        ({"page_size": -1}, "page_size"),
    ],
)
def test_a_bad_page_is_refused(server, fields, field):
    """A token is taken as it was given, a size from 0."""
    with pytest.raises(grpc.RpcError) as error:
        list_datasets(server, **fields)

    assert reason_of(error.value)[2]["field"] == field


@pytest.mark.parametrize("method", ["GetDataset", "ValidateDataset"])
def test_an_unknown_name_is_not_found(server, method):
    """The nearest name is suggested."""
    requests = {
        "GetDataset": dataset_service_pb2.GetDatasetRequest(name="datasets/shiped"),
        "ValidateDataset": dataset_service_pb2.ValidateDatasetRequest(
            dataset_name="datasets/shiped"
        ),
    }
    with pytest.raises(grpc.RpcError) as error:
        call(getattr(server.datasets, method), requests[method])

    assert reason_of(error.value)[:2] == ("NOT_FOUND", "DATASET_NOT_FOUND")
    assert "did you mean 'datasets/shipped'?" in error.value.details()


def test_a_dataset_is_given_with_all_its_rows(server):
    """What is given can be sent back as it is."""
    request = dataset_service_pb2.GetDatasetRequest(name="datasets/shipped")
    dataset = call(server.datasets.GetDataset, request).dataset

    assert dataset.header.dataset_id == "shipped"
    assert dataset.legs[0].mode == dataset_pb2.MODE_FERRY
    assert dataset.rates[0].rate.currency_code == "USD"
