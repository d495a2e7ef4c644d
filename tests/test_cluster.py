"""A cluster gives what this computer gives, loses nothing with a worker, and keeps no text.

With a real scheduler and real workers as processes; the interviews are the invented ones of the sample.
"""

import os
import shutil
import socket
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from codeer.cli import run
from codeer.cluster import Cluster, connection, describe_destination, make_cluster, mapping
from codeer.cluster.address import make_security
from codeer.cluster.connection import connected, name_destination
from codeer.cluster.work import Failed, Job, Parcel, list_versions, work
from codeer.errors import (
    CertificatesNeeded,
    CertificateUnusable,
    ClusterLost,
    ClusterUnreachable,
    ClusterWithoutWorkers,
    InvalidOption,
    MissingExtra,
    WorkerDiffers,
    WorkersDied,
    WorkerUnready,
)
from codeer.language import find_pipeline
from codeer.project import Project
from codeer.settings import Certificates
from codeer.workers import map_items
from codeer.workflow.reading import read_interviews
from tests import dask_cluster as there
from tests.dask_cluster import DaskCluster, write_certificates, write_key

REPOSITORY = Path(__file__).parents[1]
NONE = Certificates(Path("ca.pem"), Path("cert.pem"), Path("key.pem"))


@pytest.fixture(scope="module")
def interviews():
    study = Project(REPOSITORY).load_study(None)
    return read_interviews([REPOSITORY / "transcripten_voorbeeld"], study, None).interviews


@pytest.fixture(scope="module")
def local(clusters, interviews):
    """What this process makes of the sample (while the clusters start)."""
    return list(map_items(there.recognise, interviews, 1, there.prepare_pipeline))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return write_certificates(tmp_path_factory.mktemp("certificates") / "own")


@pytest.fixture(scope="module")
def clusters(tmp_path_factory, certificates):
    """A plain one with two workers, which logs all it can, and a tls one with one; started at once."""
    plain = DaskCluster(tmp_path_factory.mktemp("plain"), "debug", allowed_failures=3)
    tls = DaskCluster(tmp_path_factory.mktemp("tls"), "info", 0, certificates)
    plain.add_workers(2)
    tls.add_workers(1)
    yield plain, tls
    plain.stop()
    tls.stop()


@pytest.fixture
def running(clusters):
    """The plain cluster, whole again after a test that killed workers."""
    clusters[0].add_workers(2)
    return clusters[0]


@pytest.fixture
def cluster(running):
    where = make_cluster(running.address, None)
    _await_workers(where, 2)
    return where


@pytest.fixture
def tls(clusters, certificates):
    clusters[1].add_workers(1)
    where = make_cluster(clusters[1].address, certificates)
    _await_workers(where, 1)
    return where


def _await_workers(where, number):
    with connected(where) as client:
        client.wait_for_workers(number, timeout=60)


def nothing():
    """Prepare for work that needs no preparing."""


# --- the same results ----------------------------------------------------------------------------


def test_a_cluster_gives_to_the_byte_what_this_process_gives(cluster, interviews, local):
    found = list(map_items(there.recognise, interviews, cluster, there.prepare_pipeline))

    assert found == local
    assert min(map(len, local)) > 1000


def test_results_come_in_the_order_of_the_items(cluster):
    items = list(range(12))

    assert list(map_items(there.slow_start, items, cluster, nothing)) == items


def test_both_workers_work_and_this_process_does_not(cluster):
    results = map_items(there.count_preparations, range(20), cluster, nothing)

    found = {process for process, _ in results}

    assert len(found) == 2
    assert os.getpid() not in found


def test_a_worker_is_prepared_once_for_a_call_and_anew_for_the_next_one(cluster):
    words = []
    for word in ("een", "twee"):
        results = map_items(
            there.tell_process, range(12), cluster, partial(there.prepare_word, word)
        )
        words.append({word for _, word in results})
    counts = list(
        map_items(there.count_preparations, range(20), cluster, partial(there.prepare_word, "drie"))
    )

    assert words == [{"een"}, {"twee"}]
    assert len(set(counts)) == len({process for process, _ in counts})


def test_a_worker_with_two_threads_does_one_item_at_a_time(cluster):
    assert set(map_items(there.count_at_once, range(20), cluster, nothing)) == {1}


def test_nothing_to_do_gives_nothing(cluster):
    assert list(map_items(there.recognise, [], cluster, nothing)) == []


def test_few_items_are_under_way_at_a_time(cluster):
    """Memory does not grow with the number of interviews."""
    items = there.Counted(200)

    results = map_items(there.slow_start, items, cluster, nothing)
    next(results)
    under_way = items.asked
    results.close()

    assert under_way <= mapping.IN_FLIGHT * 2


def test_a_very_large_interview_gets_there_without_a_warning(cluster):
    assert list(map_items(len, [os.urandom(11_000_000)], cluster, nothing)) == [11_000_000]


# --- failures of the work ------------------------------------------------------------------------


def test_results_before_a_failure_are_delivered_and_the_failure_comes_through(cluster):
    results = map_items(there.divide, [2, 4, 0, 8], cluster, nothing)

    assert [next(results), next(results)] == [0.5, 0.25]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_failure_that_cannot_travel_is_told_by_name(cluster):
    with pytest.raises(RuntimeError, match=r"^UnpicklableError$"):
        list(map_items(there.fail_strangely, [1], cluster, nothing))


def test_a_worker_that_cannot_prepare_says_which_computer_and_why(cluster):
    with pytest.raises(WorkerUnready, match="nl_core_news_sm") as caught:
        list(map_items(there.tell_process, [1, 2], cluster, there.prepare_badly))
    assert caught.value.place == socket.gethostname()


# --- privacy -------------------------------------------------------------------------------------


def test_only_the_scheduler_is_spoken_to_and_nothing_listens(cluster, monkeypatch):
    reached, opened = set(), []
    connect, listen = socket.socket.connect, socket.socket.listen
    monkeypatch.setattr(
        socket.socket, "connect", lambda self, a: (reached.add(a[:2]), connect(self, a))[1]
    )
    monkeypatch.setattr(
        socket.socket, "listen", lambda self, *a: (opened.append(a), listen(self, *a))[1]
    )

    list(map_items(there.slow_start, range(8), cluster, nothing))

    assert reached == {cluster.place}
    assert opened == []


def test_no_interview_text_stands_in_the_logs(running, cluster, interviews):
    """Not at the highest level either, and not when the work fails with text in its message."""
    some = interviews[:5]
    list(map_items(there.recognise, some, cluster, there.prepare_pipeline))
    with pytest.raises(ValueError, match="Verzonnen"):
        list(map_items(there.quote, some, cluster, nothing))
    said = {
        interview.source.text[segment.start : segment.end]
        for interview in some
        for segment in interview.segments
        if segment.words > 3
    }

    logs = running.read_logs()

    assert "Compute Failed" not in logs
    assert "codeer-" in logs  # the keys of the tasks: the logs are about our work
    assert [text for text in said if text in logs or ascii(text)[1:-1] in logs] == []


@pytest.mark.parametrize("stop", [True, False])
def test_nothing_stays_on_the_cluster(tls, stop):
    """Dask's own records of what went over the line included."""
    results = map_items(there.slow_start, range(50), tls, nothing)
    next(results)
    if stop:
        results.close()
    else:
        list(results)

    with connected(tls) as client:
        deadline = time.monotonic() + 5
        while (left := _count_left(client)) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert left == 0


def _count_left(client):
    tasks = client.run_on_scheduler(there.count_tasks)
    on_scheduler = client.run_on_scheduler(there.count_parcels)
    return tasks + on_scheduler + sum(client.run(there.count_parcels).values())


def test_a_packed_interview_shows_nothing_of_itself(interviews):
    assert repr(Parcel.pack(interviews[0])) == "Parcel()"


def test_a_cluster_on_this_computer_is_no_destination(cluster):
    assert describe_destination(cluster) == ""


def test_an_address_here_with_workers_on_another_computer_is_a_destination(cluster, monkeypatch):
    monkeypatch.setattr(connection.socket, "gethostname", lambda: "laptop")

    assert describe_destination(cluster) == (
        f"door {cluster.scheduler} doorgestuurd naar andere computers, onversleuteld"
    )


@pytest.mark.parametrize(
    ("scheduler", "worker", "expected"),
    [
        ("tcp://10.0.0.5:8786", "tcp://10.0.0.6:1", "naar tcp://10.0.0.5:8786, onversleuteld"),
        ("tls://10.0.0.5:8786", "tls://10.0.0.6:1", "naar tls://10.0.0.5:8786"),
        (
            "tls://localhost:8786",
            "tls://10.0.0.6:1",
            "door tls://localhost:8786 doorgestuurd naar andere computers",
        ),
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:1", ""),
    ],
)
def test_a_destination_is_told_with_how_it_travels(scheduler, worker, expected):
    where = Cluster(scheduler)

    assert name_destination(where, {socket.gethostname()}, [worker]) == expected


# --- who may take part ---------------------------------------------------------------------------


def test_another_version_on_a_worker_is_refused(cluster, monkeypatch):
    mine = {**list_versions(), "codeer": "9.9 (abcd)", "Python": "3.99"}
    monkeypatch.setattr(connection, "list_versions", lambda: mine)

    with pytest.raises(
        WorkerDiffers, match=r"Python 3\.\d+, hier 3\.99; codeer .*, hier 9\.9"
    ) as e:
        list(map_items(there.recognise, [1], cluster, nothing))
    assert str(e.value).startswith("tcp://127.0.0.1:")


def test_a_worker_that_comes_later_with_another_version_refuses_the_work():
    job = Job("later", {**list_versions(), "spacy": "1.0"}, Parcel.pack((there.divide, nothing)))

    outcome = work(job, Parcel.pack(1)).unpack()

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, WorkerDiffers)
    assert [name for name, _, _ in outcome.error.differences] == ["spacy"]


def test_a_worker_without_codeer_is_named():
    with pytest.raises(WorkerDiffers, match=r"^tcp://w:1: .*codeer ontbreekt"):
        connection.check_member("tcp://w:1", Exception("ModuleNotFoundError('codeer')"))


# --- tls -----------------------------------------------------------------------------------------


def test_a_cluster_with_certificates_gives_the_same(tls):
    assert list(map_items(there.divide, [1, 2, 4], tls, nothing)) == [1, 0.5, 0.25]
    assert describe_destination(tls) == ""


def test_a_plain_client_is_refused_by_an_encrypted_cluster(tls):
    plain = make_cluster(tls.scheduler.replace("tls:", "tcp:"), None)

    with pytest.raises(ClusterUnreachable, match="of een die alleen versleuteld praat"):
        describe_destination(plain)


def test_a_certificate_of_somebody_else_is_refused(tls, tmp_path):
    stranger = Cluster(tls.scheduler, write_certificates(tmp_path / "other"))

    with pytest.raises(ClusterUnreachable, match="vertrouwt het certificaat van de ander niet"):
        describe_destination(stranger)


def test_an_encrypted_client_does_not_talk_to_a_plain_cluster(cluster, certificates):
    where = make_cluster(cluster.scheduler.replace("tcp:", "tls:"), certificates)

    with pytest.raises(ClusterUnreachable, match="of de scheduler praat onversleuteld"):
        describe_destination(where)


@pytest.mark.parametrize("name", ["ca", "certificate", "key"])
def test_a_missing_file_is_named(certificates, tmp_path, name):
    files = {n: getattr(certificates, n) for n in ("ca", "certificate", "key")}
    files[name] = tmp_path / "weg.pem"

    with pytest.raises(
        CertificateUnusable, match=r"weg\.pem: kan niet worden gelezen: bestaat niet"
    ):
        make_security(Cluster("tls://127.0.0.1:1", Certificates(**files)))


def test_a_key_of_another_certificate_is_refused(certificates, tmp_path):
    other = write_certificates(tmp_path / "other")

    with pytest.raises(CertificateUnusable, match="horen niet bij elkaar"):
        make_security(
            Cluster("tls://h:1", Certificates(certificates.ca, certificates.certificate, other.key))
        )


def test_a_key_with_a_password_is_refused_and_not_asked_for(certificates, tmp_path):
    path = tmp_path / "key.pem"
    locked = serialization.BestAvailableEncryption(b"geheim")
    path.write_bytes(write_key(ec.generate_private_key(ec.SECP256R1()), locked))

    with pytest.raises(CertificateUnusable, match="deze sleutel heeft een wachtwoord"):
        make_security(
            Cluster("tls://h:1", Certificates(certificates.ca, certificates.certificate, path))
        )


# --- reaching it ---------------------------------------------------------------------------------


def unreachable(where):
    with pytest.raises(ClusterUnreachable) as caught:
        list(map_items(there.recognise, [1], where, nothing))
    return caught.value.problem


def test_an_address_where_nobody_listens_is_refused_at_once():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = make_cluster(f"127.0.0.1:{free.getsockname()[1]}", None)

    begun = time.monotonic()

    assert unreachable(where) == "refused"
    assert time.monotonic() - begun < 5


@pytest.fixture
def hasty(monkeypatch):
    """A shorter wait for servers that do not answer."""
    monkeypatch.setattr(connection, "SECONDS", 1.0)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("tls", [True, False])
def test_a_server_that_says_nothing_is_given_up(tls, certificates):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        scheme = "tls" if tls else "tcp"
        where = make_cluster(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", certificates)

        assert unreachable(where) == "slow"


def test_a_name_that_does_not_exist_is_told(monkeypatch):
    def look_up(*place, **options):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "create_connection", look_up)

    assert unreachable(make_cluster("nergens.invalid", None)) == "unknown"


def test_without_dask_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(MissingExtra, match=r"pip install 'codeer\[cluster\]'"):
        describe_destination(Cluster("tcp://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("text", "certificates", "expected"),
    [
        ("10.0.0.5", None, "tcp://10.0.0.5:8786"),
        ("lab.example:9000", None, "tcp://lab.example:9000"),
        ("lab.example", NONE, "tls://lab.example:8786"),
        ("tcp://lab.example", NONE, "tcp://lab.example:8786"),
        ("tls://[::1]:1/", NONE, "tls://[::1]:1"),
    ],
)
def test_an_address_is_completed_and_encrypted_when_it_can_be(text, certificates, expected):
    assert make_cluster(text, certificates).scheduler == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "tcp://", "http://h:1", "inproc://1/2/3", "tcp://h:1/pad", "tcp://u@h:1", "h:99999",
        "tcp://h:0", "tcp://een twee:1", "tcp://h:1?x", "tcp://[::1",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_scheduler_is_refused(text):
    with pytest.raises(InvalidOption, match=r"--scheduler.*Verwacht: tcp://computer:8786"):
        make_cluster(text, NONE)


def test_tls_without_certificates_says_where_to_name_them():
    with pytest.raises(CertificatesNeeded, match=r"codeer\.yaml een deel 'cluster'"):
        make_cluster("tls://lab.example", None)


# --- codeer suggest --engine dask ----------------------------------------------------------------


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """The sample as a project of which the words were not recognised yet."""
    for name in ("codeboeken", "transcripten_voorbeeld"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suggest_here_and_there(sample, *options):
    """Return suggesties.csv as this computer makes it and as the cluster does."""
    common = ["suggest", "--taalmodel", "ingebouwd", "--motor", "patronen"]
    assert run(common) == 0
    here = (sample / "output" / "suggesties.csv").read_bytes()
    shutil.rmtree(sample / ".codeer-cache")
    assert run([*common, "--engine", "dask", *options]) == 0
    return here, (sample / "output" / "suggesties.csv").read_bytes()


def test_suggest_on_a_cluster_writes_the_same_bytes(sample, cluster, capsys):
    here, there_ = suggest_here_and_there(sample, "--scheduler", cluster.scheduler)

    assert here == there_
    assert "verlaat deze computer" not in capsys.readouterr().err


def test_suggest_reaches_an_encrypted_cluster_with_the_certificates_of_codeer_yaml(
    sample, tls, certificates
):
    (sample / "codeer.yaml").write_text(
        f"cluster:\n  ca: {certificates.ca}\n  certificaat: {certificates.certificate}\n"
        f"  sleutel: {certificates.key}\n",
        encoding="utf-8",
    )

    here, there_ = suggest_here_and_there(sample, "--scheduler", tls.scheduler)

    assert here == there_


def test_another_language_model_on_a_worker_is_refused(sample, cluster, monkeypatch, capsys):
    info = find_pipeline("ingebouwd")
    other = replace(info, name="nl_core_news_sm 3.8.0")
    monkeypatch.setattr("codeer.workflow.pattern_search.find_pipeline", lambda choice: other)

    assert run(["suggest", "--engine", "dask", "--scheduler", cluster.scheduler]) == 1
    assert info.name in capsys.readouterr().err
    assert not (sample / "output").exists()


@pytest.mark.parametrize(
    "options",
    [["--engine", "dask"], ["--scheduler", "tcp://a:1"], ["--engine", "spark"]],
    ids=["no address", "no engine", "unknown"],
)
def test_engine_and_scheduler_belong_together(sample, options):
    assert run(["suggest", *options]) == 2


# --- losing workers ------------------------------------------------------------------------------


def test_the_work_of_a_worker_that_is_killed_is_done_by_another(
    cluster, interviews, local, tmp_path, monkeypatch
):
    monkeypatch.setattr(mapping, "POLL_SECONDS", 0.05)  # so that the run sees one worker less
    prepare = partial(there.prepare_to_die, tmp_path / "died")

    found = list(map_items(there.recognise_or_die, interviews, cluster, prepare))

    assert found == local
    assert (tmp_path / "died").exists()


def test_an_item_that_kills_its_workers_ends_the_run(tls):
    """The scheduler of this cluster allows no failure."""
    with pytest.raises(WorkersDied, match=r"bij deel 1 van 2 viel 1 keer een werker uit"):
        list(map_items(there.die, [1, 2], tls, nothing))


def test_a_run_whose_workers_are_all_gone_ends(running, cluster, monkeypatch):
    monkeypatch.setattr(mapping, "WORKERLESS_SECONDS", 1.0)
    results = map_items(there.wait_long, range(4), cluster, nothing)
    assert next(results) == 0

    running.kill_workers()
    begun = time.monotonic()

    with pytest.raises(ClusterWithoutWorkers, match="al 1 seconden geen werker"):
        next(results)
    assert time.monotonic() - begun < 8


def test_a_cluster_without_workers_is_refused(clusters, monkeypatch):
    clusters[0].kill_workers()
    monkeypatch.setattr(connection, "SECONDS", 1.0)

    with pytest.raises(ClusterWithoutWorkers, match="dask worker tcp://"):
        list(map_items(there.recognise, [1], make_cluster(clusters[0].address, None), nothing))


def test_a_scheduler_that_falls_away_ends_the_run(clusters, tls):
    results = map_items(there.wait_long, range(4), tls, nothing)
    next(results)

    clusters[1].stop()

    with pytest.raises(ClusterLost, match="de verbinding met de scheduler is verbroken"):
        next(results)


def test_a_scheduler_that_fell_away_unnoticed_gets_nothing_more():
    job = Job("gone", {}, Parcel.pack(None))

    with pytest.raises(ClusterLost):
        mapping.send(SimpleNamespace(status="closed"), Cluster("tcp://h:1"), job, 0, "item")
