"""Clients of other makers, unchanged, against the running service.

HIGHFENCE_URL names the service; .ci/http-clients starts one over tests/http/list.toml.
"""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

URL = os.environ["HIGHFENCE_URL"]


@pytest.fixture()
def client():
    from yente_client import Client

    with Client(base_url=URL, api_key="none") as client:
        yield client


def test_yente_client_asks_for_the_state(client):
    assert client.healthz().status == "ok"
    assert client.readyz().status == "ok"
    names = {dataset.name for dataset in client.datasets().datasets}
    assert {"default", "sanctions", "us_ofac_sdn"} <= names
    assert client.algorithms().best


def test_yente_client_matches(client):
    from yente_client.entities import Person

    hits = client.match(
        Person(firstName="Aleksandr", lastName="Zacharov", birthDate="1965"), datasets=["sanctions"]
    )
    assert hits.top is not None and hits.top.score > 0.7
    assert hits.top.match and hits.top.target
    assert hits.total.value == len(hits.matches)
    assert hits.top.explanations["name_match"].detail
    none = client.match(Person(name="Zzyzx Qwomply Nonexistent"))
    assert none.top is None


def test_yente_client_matches_many(client):
    from yente_client.entities import Company, Person

    pairs = [
        ("hit", Person(name="Arkadii Romanovich Rotenberg", birthDate="1951-12-15")),
        ("miss", Person(name="Zzyzx Qwomply Nonexistent")),
        ("bank", Company(name="VTB Bank PJSC", country="ru")),
    ]
    results = dict(client.match_iter(pairs, workers=2, on_error="collect"))
    assert results["hit"].top.score > 0.5
    assert results["miss"].top is None
    assert results["bank"].top.schema_ in ("Company", "Organization", "LegalEntity")


def test_yente_client_searches_and_fetches(client):
    found = client.search("rotenberg", datasets=["default"], limit=5)
    assert found.limit == 5 and found.results
    entity = client.fetch(found.results[0].id) if hasattr(client, "fetch") else None
    if entity is not None:
        assert entity.id == found.results[0].id


def test_yente_client_refusals_are_errors(client):
    from yente_client.entities import Person
    from yente_client.exceptions import YenteError

    with pytest.raises(YenteError):
        client.match(Person(name="A B"), datasets=["nowhere"])
    with pytest.raises(YenteError):
        client.match(Person(birthDate="1965"))


def test_yente_cli_screens_a_file(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("row_id,full_name,born\n1,Arkadii Romanovich Rotenberg,1951-12-15\n2,Zzyzx Qwomply,\n")
    command = [
        sys.executable, "-m", "yente_client.cli.main", "--api-key", "none", "--base-url", URL,
        "screen", str(source), "-", "-s", "Person", "-i", "full_name=name", "-i", "born=birthDate",
        "--include-empty",
    ]
    if importlib.util.find_spec("yente_client.cli.main") is None:
        pytest.skip("yente-cli is not installed")
    code = "import sys; from yente_client.cli.main import app; app()"
    done = subprocess.run([sys.executable, "-c", code, *command[3:]], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    lines = done.stdout.splitlines()
    assert lines and lines[0].startswith("row_id,full_name,born,match_id,"), done.stderr
    assert "ROTENBERG" in lines[1]


def test_reconciler_reconciles_a_column():
    reconciler = pytest.importorskip("reconciler")
    pandas = pytest.importorskip("pandas")
    names = pandas.Series(["Arkadii Romanovich Rotenberg", "VTB Bank PJSC"])
    frame = reconciler.reconcile(names, reconciliation_endpoint=f"{URL}/reconcile/default", show_progress=False) \
        if "show_progress" in reconciler.reconcile.__code__.co_varnames \
        else reconciler.reconcile(names, reconciliation_endpoint=f"{URL}/reconcile/default")
    ids = set(frame["id"])
    assert {"us-ofac-sdn-ofac-16669", "us-ofac-sdn-ofac-17013"} <= ids, frame


def test_nomenklatura_enricher_finds_and_expands():
    if importlib.util.find_spec("nomenklatura") is None:
        pytest.skip("nomenklatura is not installed (it needs the ICU library to build)")
    from followthemoney import model
    from followthemoney.dataset import Dataset
    from nomenklatura.cache import Cache
    from nomenklatura.db import Session, get_engine
    from nomenklatura.enrich import make_enricher
    from followthemoney import StatementEntity as Entity

    dataset = Dataset.make({"name": "test", "title": "test"})
    engine = get_engine("sqlite:///:memory:")
    cache = Cache(Session(engine), dataset, create=True)
    config = {
        "type": "nomenklatura.enrich.yente:YenteEnricher",
        "api": f"{URL}/", "dataset": "default", "cache_days": 0, "fuzzy": False,
    }
    enricher = make_enricher(dataset, cache, config)
    person = Entity.from_data(
        dataset,
        {"id": "a", "schema": "Person", "properties": {"name": ["Arkadii Romanovich Rotenberg"]}},
    )
    found = list(enricher.match(person))
    assert found and model.get(found[0].schema.name) is not None
    assert any(entity.id == found[0].id for entity in enricher.expand(person, found[0]))


def ask(path, body, headers):
    request = urllib.request.Request(URL + path, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_example_client_releases_nothing_that_was_not_screened(tmp_path):
    here = os.path.dirname(os.path.abspath(__file__))
    script = os.path.join(here, "..", "..", "examples", "clients", "screen.py")
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    done = subprocess.run([sys.executable, script, str(bad)], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 1 and "HOLD: NOT SCREENED" in done.stdout
    status, body = ask("/v1/screen", b"{", {"Content-Type": "application/json"})
    assert status == 400 and body["outcome"] == "cannot_screen"
