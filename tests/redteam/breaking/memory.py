"""Takes memory until the kernel kills."""


def count_primes(limits, processes=2):
    kept = []
    while True:
        kept.append(bytearray(64 << 20))
