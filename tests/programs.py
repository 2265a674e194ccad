"""Small student modules that the tests of the engine call."""

POOL = """
import multiprocessing as mp
import time


def square(x):
    return x * x


def squares(n, processes):
    with mp.Pool(processes) as pool:
        return pool.map(square, range(n))


def squares_one_by_one(n, processes):
    with mp.Pool(processes) as pool:
        return [pool.apply(square, (i,)) for i in range(n)]


def squares_by_executor(n, processes):
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as executor:
        return list(executor.map(square, range(n)))


def put_square(queue, x):
    queue.put(x * x)


def squares_by_processes(n, processes):
    queue = mp.Queue()
    workers = [mp.Process(target=put_square, args=(queue, i)) for i in range(n)]
    for worker in workers:
        worker.start()
    found = sorted(queue.get() for _ in workers)
    for worker in workers:
        worker.join()
    return found


def squares_start_and_join(n, processes):
    queue = mp.Queue()
    for i in range(n):
        worker = mp.Process(target=put_square, args=(queue, i))
        worker.start()
        worker.join()
    return sorted(queue.get() for _ in range(n))


def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def spin_in(where, seconds):
    with mp.Pool(2) as pool:
        asked = pool.map_async(spin, [seconds if where == "workers" else 0] * 2, 1)
        if where == "meanwhile":
            spin(seconds)
        asked.get()
        if where == "parent":  # now that the workers have met: before, nobody looks at the clock
            spin(2 * seconds)
"""

ENDINGS = """
import os
import signal
import sys
import threading
import time
import multiprocessing as mp
from multiprocessing import shared_memory


def raises():
    raise KeyError("lost")


def raises_badly():
    class Odd(Exception):
        def __str__(self):
            raise ValueError("no text")
    raise Odd


def leaves_by_exit():
    sys.exit(0)


def dies():
    os._exit(0)


def is_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def hangs():
    time.sleep(1000)


def spins():
    while True:
        pass


def leaves_a_process():
    mp.Process(target=time.sleep, args=(1000,)).start()
    return "done"


def leaves_a_thread():
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return "done"


def leaves_a_zombie():
    child = mp.Process(target=time.sleep, args=(0,))
    child.start()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    return "done"


def leaves_shared_memory():
    block = shared_memory.SharedMemory(create=True, size=10)
    from multiprocessing import resource_tracker
    resource_tracker.unregister(block._name, "shared_memory")
    block.close()
    return "done"


def prints_without_end():
    while True:
        print("x" * 10_000)


def takes_memory():
    kept = []
    while True:
        kept.append(bytes(50_000_000))


def returns_much():
    return bytes(60_000_000)


def writes_everywhere():
    for descriptor in range(3, 200):
        try:
            os.write(descriptor, b'{"status": "returned", "value": 1}' * 10)
        except OSError:
            pass
    return 1


def closes_everything():
    os.closerange(3, 200)
    return 1


class Liar(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def lies():
    return Liar(5)


def kills_all_it_sees():
    os.kill(-1, signal.SIGKILL)


def forks_without_end():
    count = 0
    try:
        while True:
            if os.fork() == 0:
                time.sleep(1000)
                os._exit(0)
            count += 1
    except OSError:
        return count


def looks_around():
    return {
        "uid": os.getuid(),
        "environment": sorted(os.environ),
        "root": sorted(os.listdir("/")),
        "processes": sum(name.isdigit() for name in os.listdir("/proc")),
        "interfaces": os.listdir("/sys/class/net") if os.path.isdir("/sys/class/net") else [],
    }


def reads(path):
    with open(path) as file:
        return file.read()


def fills(path, megabytes):
    with open(path, "wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1 << 20))


def calls_what_is_forbidden():
    import ctypes
    import errno
    import platform

    library = ctypes.CDLL(None, use_errno=True)
    numbers = {"x86_64": (319, 29, 272, 56), "aarch64": (279, 194, 97, 220)}
    memfd, segment, unshare, clone = numbers[platform.machine()]
    calls = {
        "memfd_create": (memfd, b"x", 0),
        "shmget": (segment, 0, 1 << 20, 0o1600),
        "unshare": (unshare, 0x10000000),
        "clone with a user namespace": (clone, 0x10000000 | 17, 0, 0, 0, 0),
    }
    told = {}
    for name, call in calls.items():
        number = library.syscall(*call)
        if number == 0 and name.startswith("clone"):
            os._exit(0)
        told[name] = errno.errorcode[ctypes.get_errno()] if number < 0 else "allowed"
    return told


def mounts_it_may_write():
    with open("/proc/self/mounts") as file:
        fields = [line.split() for line in file]
    return sorted(each[1] for each in fields if "rw" in each[3].split(","))


def limits():
    import resource

    names = ("CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in names}


def spins_in_many():
    for _ in range(64):  # a hundred take 1 GB, as memory is counted, on some machines
        if os.fork() == 0:
            while True:
                pass
    time.sleep(1000)


def fills_and_locks():
    os.makedirs("/tmp/locked")
    try:
        fills("/tmp/locked/x", 63)
    except OSError:
        pass
    os.chmod("/tmp/locked", 0)


def nests_folders():
    os.makedirs("/tmp/deep")
    os.chdir("/tmp/deep")
    for _ in range(3000):
        os.mkdir("a")
        os.chdir("a")


def copies(source, target):
    with open(source, "rb") as file, open(target, "wb") as out:
        out.write(file.read()[::-1])


def stays_and_reports(path):
    open("/tmp/left-over", "w").write("x")
    shared_memory.SharedMemory(create=True, size=10, name="left_over")
    return os.path.exists(path)
"""
