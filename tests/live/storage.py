"""Storage of many machines, on this one: SeaweedFS, which speaks S3, and HDFS as Hadoop itself serves it.

Hadoop's name node and data node come from the jars that Spark 2.4 brought along on PyPI; no later one has the servers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import running
from pyarrow import fs

BUCKET = "archives"
KEYS = {"AWS_ACCESS_KEY_ID": "clewkey", "AWS_SECRET_ACCESS_KEY": "clewsecret", "AWS_EC2_METADATA_DISABLED": "true"}
_LOG = """\
log4j.rootLogger=INFO,out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%p %c{1}: %m%n
"""
_JAVA = ("java", "-Xmx256m", "--add-opens", "java.base/java.lang=ALL-UNNAMED")


class Storage:
    """Where files can be put: addresses of it, and a file system to put them there with."""

    def __init__(self, root: str, more: str = "") -> None:
        self._root, self._more = root, more

    def at(self, path: str) -> str:
        """The address of a file or folder."""
        return f"{self._root}/{path}{self._more}"

    def put(self, folder: Path, path: str) -> str:
        """Copy a folder of this machine there; its address."""
        place = self.at(path)
        there, root = _system(place)
        fs.copy_files(str(folder), root, destination_filesystem=there)
        return place

    def bring(self, path: str, folder: Path) -> Path:
        """Copy a folder from there to this machine."""
        there, root = _system(self.at(path))
        folder.mkdir()
        fs.copy_files(root, str(folder), source_filesystem=there)
        return folder

    def names(self, path: str) -> list[str]:
        """All files below a folder."""
        there, root = _system(self.at(path))
        found = there.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
        return sorted(info.path.removeprefix(f"{root}/") for info in found if info.is_file)

    def tear(self, path: str) -> None:
        """Cut the end off a file."""
        self._change(path, lambda whole: whole[:-20])

    def bend(self, path: str) -> None:
        """Write a file over with zeros, but for what its columns are at its end."""
        self._change(path, lambda whole: whole[:4].ljust(len(whole) - (end := _footer(whole)), b"\0") + whole[-end:])

    def _change(self, path: str, change: Callable[[bytes], bytes]) -> None:
        there, root = _system(self.at(path))
        with there.open_input_file(root) as file:
            whole = file.read()
        with there.open_output_stream(root) as out:
            out.write(change(whole))


def _footer(parquet: bytes) -> int:
    return int.from_bytes(parquet[-8:-4], "little") + 8


def _system(place: str) -> tuple[fs.FileSystem, str]:
    if not place.startswith("hdfs:"):
        return fs.FileSystem.from_uri(place)
    from hdfs_native.fsspec import HdfsFileSystem

    host, _, path = place.removeprefix("hdfs://").partition("/")
    name, _, port = host.partition(":")
    return fs.PyFileSystem(fs.FSSpecHandler(HdfsFileSystem(name, int(port)))), f"/{path}"


@contextmanager
def s3(folder: Path) -> Iterator[Storage]:
    """A server of S3, with an empty bucket."""
    port, *others = running.free_ports(8)
    named = [f"{part}.port" for part in ("master", "volume", "filer")]
    names = [*named, *(f"{name}.grpc" for name in named), "s3.port.grpc"]
    ports = [f"-{name}={number}" for name, number in zip(names, others, strict=True)]
    identity = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    doings = ["Admin", "Read", "List", "Tagging", "Write"]
    config = folder / "identities.json"
    config.write_text(json.dumps({"identities": [{"name": "clew", "credentials": [identity], "actions": doings}]}))
    words = [running.LIVE / "servers" / "bin" / "weed", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    words += [f"-dir={folder}", "-s3", f"-s3.port={port}", f"-s3.config={config}", *ports]
    words += [
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        "-volume.max=20",
    ]
    with running.program(*words, cwd=folder, patience=2), pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        made = Storage(f"s3://{BUCKET}", f"?endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1")
        there, _ = _system(f"{made.at('')}&allow_bucket_creation=true")
        running.until(lambda: _answers(there))
        yield made


def _answers(there: fs.FileSystem) -> bool:
    try:
        there.create_dir(BUCKET)
        with there.open_output_stream(f"{BUCKET}/first") as out:
            out.write(b"first")
    except OSError:
        return False
    return True


@contextmanager
def hdfs(folder: Path) -> Iterator[Storage]:
    """A name node and a data node of Hadoop."""
    name, *others = running.free_ports(5)
    hosts = [f"127.0.0.1:{port}" for port in others]
    site = {
        "dfs.replication": 1,
        "dfs.permissions.enabled": "false",
        "dfs.webhdfs.enabled": "false",
        "dfs.namenode.name.dir": folder / "names",
        "dfs.datanode.data.dir": folder / "data",
        "dfs.namenode.http-address": hosts[0],
        "dfs.datanode.address": hosts[1],
        "dfs.datanode.http.address": hosts[2],
        "dfs.datanode.ipc.address": hosts[3],
        # a lease that a killed program held is soon given to the next
        "dfs.namenode.safemode.extension": 0,
    }
    settings = folder / "settings"
    for each in ("hdfs", "datanode"):  # pages that are not there, and are looked for
        (settings / "webapps" / each).mkdir(parents=True)
    _settings(
        settings / "core-site.xml", {"fs.defaultFS": f"hdfs://127.0.0.1:{name}", "hadoop.tmp.dir": folder / "tmp"}
    )
    _settings(settings / "hdfs-site.xml", site)
    (settings / "log4j.properties").write_text(_LOG)
    java = (*_JAVA, "-cp", f"{settings}:{running.LIVE / 'hadoop'}/*")
    node = "org.apache.hadoop.hdfs.server.{}.{}".format
    subprocess.run([*java, node("namenode", "NameNode"), "-format"], cwd=folder, check=True, capture_output=True)
    with (
        running.program(*java, node("namenode", "NameNode"), cwd=folder, patience=2) as _,
        running.program(*java, node("datanode", "DataNode"), cwd=folder, patience=2) as said,
    ):
        made = Storage(f"hdfs://127.0.0.1:{name}")
        said("INFO DataNode: Successfully sent block report")
        yield made


def _settings(path: Path, values: dict[str, object]) -> None:
    said = (f"<property><name>{name}</name><value>{value}</value></property>" for name, value in values.items())
    path.write_text(f"<configuration>{''.join(said)}</configuration>")


def clew(*words: object) -> subprocess.CompletedProcess[str]:
    """Run Clew as a program of its own."""
    command = [sys.executable, "-m", "clew", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
