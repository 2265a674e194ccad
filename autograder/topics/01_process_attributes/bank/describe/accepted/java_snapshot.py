import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class ProcessSnapshot:
    name: str
    pid: typing.Optional[int]
    alive: bool
    daemon: bool
    exitcode: typing.Optional[int]

    @classmethod
    def of(cls, process) -> "ProcessSnapshot":
        return cls(
            name=process.name,
            pid=process.pid,
            alive=process.is_alive(),
            daemon=process.daemon,
            exitcode=process.exitcode,
        )

    def to_dict(self) -> dict:
        return dataclasses.asdict(self)


def describe(process):
    return ProcessSnapshot.of(process).to_dict()
