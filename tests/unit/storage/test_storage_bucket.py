from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from doubles.stores import BUCKET, S3, memory_store
from scrub.errors import OutputError, UsageError
from scrub.storage import bucket
from scrub.storage.bucket import BucketOutput
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrub.storage.outputs import Output

URL = f"s3://{BUCKET}/out"
TARGET = "1.2/3.4/5.6.dcm"


@pytest.fixture(params=["s3", "memory", "folder"])
def output(request: pytest.FixtureRequest, s3: S3, tmp_path: Path) -> Iterator[Output]:
    """Every output that there is: what it promises is the same."""
    place = {"s3": URL, "memory": "memory://out", "folder": str(tmp_path / "out")}[request.param]
    output_for.cache_clear()
    with memory_store():
        yield output_for(place)


@pytest.fixture
def bucket_output(s3: S3) -> BucketOutput:
    return BucketOutput(URL)


def draft(folder: Path, octets: bytes, name: str = "a.draft") -> Path:
    path = folder / name
    # It may be linked in the output by now.
    path.unlink(missing_ok=True)
    path.write_bytes(octets)
    return path


def test_what_is_published_is_there(output: Output, tmp_path: Path) -> None:
    output.prepare(is_ours=False)
    assert output.size_of(TARGET) == -1
    assert output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert output.size_of(TARGET) == 2


def test_the_same_bytes_again_are_no_matter_and_others_are_not_put_over_them(
    output: Output, tmp_path: Path
) -> None:
    output.prepare(is_ours=False)
    assert output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert not output.publish(draft(tmp_path, b"no"), TARGET, "")
    assert not output.publish(draft(tmp_path, b"other"), TARGET, "1.2/3.4/7.8.dcm")
    assert output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert output.size_of(TARGET) == 2


def test_what_the_same_source_was_before_is_replaced(output: Output, tmp_path: Path) -> None:
    output.prepare(is_ours=False)
    output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert output.publish(draft(tmp_path, b"better"), TARGET, TARGET)
    assert output.size_of(TARGET) == 6


def test_what_is_removed_is_gone_and_removing_it_again_is_no_matter(
    output: Output, tmp_path: Path
) -> None:
    output.prepare(is_ours=False)
    output.publish(draft(tmp_path, b"it"), TARGET, "")
    output.remove(TARGET)
    assert output.size_of(TARGET) == -1
    output.remove(TARGET)
    assert output.publish(draft(tmp_path, b"new"), TARGET, "")


def test_what_is_there_and_not_ours_is_told(output: Output, tmp_path: Path) -> None:
    output.prepare(is_ours=False)
    output.publish(draft(tmp_path, b"it"), TARGET, "")
    output_for.cache_clear()
    again = output_for(output.folder if hasattr(output, "folder") else output._url)  # type: ignore[attr-defined]
    with pytest.raises(OutputError, match="exists and was not made by scrub"):
        again.prepare(is_ours=False)
    again.prepare(is_ours=True)


def test_of_many_writers_of_one_name_one_is_told_that_it_is_there(s3: S3, tmp_path: Path) -> None:
    drafts = [draft(tmp_path, bytes([n]) * 1000, f"{n}.draft") for n in range(8)]
    with ThreadPoolExecutor(len(drafts)) as pool:
        said = list(pool.map(lambda one: BucketOutput(URL).publish(one, TARGET, ""), drafts))
    [first] = [one for one, is_there in zip(drafts, said, strict=True) if is_there]
    assert s3.objects("out") == {TARGET: first.read_bytes()}


def test_a_large_draft_is_put_in_parts_and_only_where_there_is_none(
    s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "_IN_MEMORY", 1000)
    monkeypatch.setitem(bucket._BY_PARTS, "s3", {"chunksize": 5 << 20, "max_concurrency": 2})
    large = draft(tmp_path, bytes(11 << 20))
    assert BucketOutput(URL).publish(large, TARGET, "")
    assert s3.objects("out") == {TARGET: large.read_bytes()}
    assert not BucketOutput(URL).publish(draft(tmp_path, b"\1" * (11 << 20)), TARGET, "")
    assert s3.objects("out") == {TARGET: bytes(11 << 20)}
    assert s3.asked["POST"] >= 2


def test_a_put_that_fails_leaves_nothing_and_says_no_name(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path
) -> None:
    s3.fails = lambda method, path: method == "PUT"
    with pytest.raises(OutputError, match=r"^cannot write to the output: the server answered 500$"):
        bucket_output.publish(draft(tmp_path, b"it"), TARGET, "")
    s3.fails = lambda method, path: False
    assert s3.objects("out") == {}


def test_a_part_that_fails_leaves_nothing(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "_IN_MEMORY", 1000)
    monkeypatch.setitem(bucket._BY_PARTS, "s3", {"chunksize": 5 << 20, "max_concurrency": 2})
    s3.fails = lambda method, path: method == "PUT" and s3.asked["PUT"] > 1
    with pytest.raises(OutputError, match="the server answered 500"):
        bucket_output.publish(draft(tmp_path, bytes(11 << 20)), TARGET, "")
    s3.fails = lambda method, path: False
    assert s3.objects("out") == {}
    assert not s3.client().list_multipart_uploads(Bucket=BUCKET).get("Uploads")


def test_sizes_are_asked_for_once_a_folder(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path
) -> None:
    for name in "abc":
        s3.put_one(f"out/1/2/{name}", name.encode())
    s3.asked.clear()
    assert [bucket_output.size_of(f"1/2/{name}") for name in "abcd"] == [1, 1, 1, -1]
    assert s3.asked == {"GET": 1}


def test_who_publishes_knows_the_size_without_listing(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path
) -> None:
    bucket_output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert bucket_output.size_of(TARGET) == 2
    assert s3.asked == {"PUT": 1}


def test_what_a_store_does_not_tell_of_it_is_asked(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "_is_of", lambda tag, what: False)
    assert bucket_output.publish(draft(tmp_path, b"it"), TARGET, "")
    assert s3.asked == {"PUT": 1, "HEAD": 1}
    # Whatever has come between: what is there is not what was put.
    s3.is_cutting = True
    with pytest.raises(OutputError, match="has not what was put there"):
        bucket_output.publish(draft(tmp_path, b"more"), "1.2/3.4/7.8.dcm", "")


def test_a_removal_that_fails_is_an_error(
    s3: S3, bucket_output: BucketOutput, tmp_path: Path
) -> None:
    bucket_output.publish(draft(tmp_path, b"it"), TARGET, "")
    s3.fails = lambda method, path: True
    with pytest.raises(OutputError, match="the server answered 500"):
        bucket_output.remove(TARGET)


def test_a_store_that_puts_one_object_over_another_is_refused(
    s3: S3, bucket_output: BucketOutput
) -> None:
    s3.is_careless = True
    with pytest.raises(OutputError, match="over another"):
        bucket_output.prepare(is_ours=False)
    assert s3.objects("out") == {}


def test_a_bucket_that_is_not_there_is_told(s3: S3) -> None:
    with pytest.raises(OutputError, match="it is not there"):
        BucketOutput("s3://no-such-bucket/out").prepare(is_ours=False)


def test_a_probe_that_was_left_is_no_matter(s3: S3, bucket_output: BucketOutput) -> None:
    s3.put_one(f"out/{bucket._PROBE}", b"")
    bucket_output.prepare(is_ours=False)
    assert s3.objects("out") == {}


def test_preparing_leaves_nothing(s3: S3, bucket_output: BucketOutput) -> None:
    bucket_output.prepare(is_ours=False)
    assert s3.objects("out") == {}


@pytest.mark.parametrize("url", ["http://h/out", "sftp://h/out", "hdfs://h/out"])
def test_where_half_an_object_might_be_seen_nothing_is_written(url: str) -> None:
    with pytest.raises(UsageError, match="half an object might be seen"):
        BucketOutput(url)
