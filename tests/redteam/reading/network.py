"""Sends what it knows to the outer world: by TCP, by UDP, by a name server."""
import socket


def count_primes(limits, processes=2):
    for family, kind in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM)):
        with socket.socket(family, kind) as line:
            line.settimeout(0.5)
            try:
                line.connect(("192.0.2.1", 80))
                line.send(b"hello")
                print("canary-network: sent")
            except OSError as error:
                print(error)
    try:
        socket.getaddrinfo("example.com", 80)
        print("canary-network: resolved")
    except OSError as error:
        print(error)
    return [0 for _ in limits]
