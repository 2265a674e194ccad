"""System calls that no Python program of the course needs and an attacker could use.

Limits count what a process maps and what lies in `/tmp` and `/dev/shm`. Memory can be had past
them: in a memfd, a System V segment, or a tmpfs mounted in a user namespace of one's own. Those
calls fail here with EPERM, and so do message queues, in which one call could leave something for
the next, and the kernel's lesser-tried doors (bpf, io_uring, keyrings). It is a filter in the
kernel's classic BPF, which bubblewrap loads before it starts the driver.
"""

from __future__ import annotations

import errno
import platform
import struct

FORBIDDEN = """
    memfd_create memfd_secret shmget msgget semget mount umount2 pivot_root fsopen move_mount
    open_tree unshare setns open_by_handle_at name_to_handle_at ptrace process_vm_readv
    process_vm_writev pidfd_getfd bpf perf_event_open io_uring_setup userfaultfd add_key request_key
    keyctl kexec_load mq_open
""".split()  # noqa: SIM905  (a list of thirty quoted words is harder to read)

# architecture: the kernel's number for it, those of the calls above in their order, of clone
_ARCHITECTURES = {
    "x86_64": (
        0xC000003E,
        (
            "319 447 29 68 64 165 166 155 430 429 428 272 308 304 303 101 310 311 438 321 298 425 "
            "323 248 249 250 246 240"
        ),
        56,
    ),
    "aarch64": (
        0xC00000B7,
        (
            "279 447 194 186 190 40 39 41 430 429 428 97 268 265 264 117 270 271 438 280 241 425 "
            "282 217 218 219 104 180"
        ),
        220,
    ),
}
_CLONE3 = 435
_NEW_USER_NAMESPACE = 0x10000000
_X32 = 0x40000000  # calls of the x32 ABI have this bit

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def program(machine: str = "") -> bytes | None:
    """The filter for this machine as bubblewrap's `--seccomp` reads it; None if we have none."""
    known = _ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return None
    architecture, forbidden, clone = known
    # Each step: operation, operand, how many steps to skip if true, and if false.
    steps = [
        (_LOAD, _ARCHITECTURE, 0, 0),
        (_EQUAL, architecture, 1, 0),
        (_RETURN, _ERROR | errno.ENOSYS, 0, 0),
        (_LOAD, _NUMBER, 0, 0),
        (_AT_LEAST, _X32, 0, 1),
        (_RETURN, _ERROR | errno.ENOSYS, 0, 0),
        (_EQUAL, _CLONE3, 0, 1),  # its flags lie in memory; the C library then uses clone
        (_RETURN, _ERROR | errno.ENOSYS, 0, 0),
    ]
    for number in map(int, forbidden.split()):
        steps += [(_EQUAL, number, 0, 1), (_RETURN, _ERROR | errno.EPERM, 0, 0)]
    steps += [
        (_EQUAL, clone, 0, 3),
        (_LOAD, _FIRST_ARGUMENT, 0, 0),
        (_ANY_BIT, _NEW_USER_NAMESPACE, 0, 1),
        (_RETURN, _ERROR | errno.EPERM, 0, 0),
        (_RETURN, _ALLOW, 0, 0),
    ]
    return b"".join(struct.pack("HBBI", code, yes, no, value) for code, value, yes, no in steps)
