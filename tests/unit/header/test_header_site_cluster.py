from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.errors import RecipeError
from scrub.header.site.file import load_site_recipe
from scrub.model.cluster import Cluster, Kind

if TYPE_CHECKING:
    from pathlib import Path

TOML = """
profile = "basic"
[cluster]
kind = "slurm"
jobs = 20
[cluster.options]
queue = "batch"
cores = 4
memory = "8GB"
walltime = "12:00:00"
nanny = true
job_extra_directives = ["--qos=low", "--exclusive"]
"""

YAML = """
profile: basic
cluster:
  kind: slurm
  jobs: 20
  options:
    queue: batch
    cores: 4
    memory: 8GB
    walltime: "12:00:00"
    nanny: true
    job_extra_directives: ["--qos=low", "--exclusive"]
"""

MEANT = Cluster(
    Kind.SLURM,
    20,
    (
        ("queue", "batch"),
        ("cores", 4),
        ("memory", "8GB"),
        ("walltime", "12:00:00"),
        ("nanny", True),
        ("job_extra_directives", ("--qos=low", "--exclusive")),
    ),
)


def loaded(folder: Path, content: str, name: str = "site.toml") -> Cluster | None:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return load_site_recipe(path).cluster


@pytest.mark.parametrize(("name", "content"), [("site.toml", TOML), ("site.yaml", YAML)])
def test_a_cluster_is_read_from_toml_and_yaml_alike(
    name: str, content: str, tmp_path: Path
) -> None:
    assert loaded(tmp_path, content, name) == MEANT


def test_without_a_table_there_is_no_cluster(tmp_path: Path) -> None:
    assert loaded(tmp_path, 'profile = "basic"') is None


def test_a_kind_is_enough(tmp_path: Path) -> None:
    assert loaded(tmp_path, '[cluster]\nkind = "local"') == Cluster(Kind.LOCAL, 1, ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("cluster = 3", "1: keys were expected here: kind, jobs, options"),
        ("[cluster]\njobs = 3", "1: a cluster has a kind: slurm, pbs, lsf, local"),
        ('[cluster]\nkind = "slurn"', "2: no kind of cluster 'slurn'"),
        ('[cluster]\nkind = "pbs"\njobs = 0', "3: jobs is a number from 1"),
        ('[cluster]\nkind = "pbs"\njobs = "many"', "3: jobs is a number from 1"),
        ('[cluster]\nkind = "pbs"\nqueue = "a"', "3: no key 'queue'"),
        ('[cluster]\nkind = "pbs"\noptions = 3', "3: names and values were expected here"),
        ('[cluster]\nkind = "pbs"\n[cluster.options]\n"a b" = 1', "4: 'a b' is no name"),
        ('[cluster]\nkind = "pbs"\noptions = {a = {b = 1}}', "3: a text, a number, or true"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(content: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as caught:
        loaded(tmp_path, content)
    assert str(caught.value).removeprefix(f"{tmp_path / 'site.toml'}:").startswith(problem)
