"""Processes are started, and the parent filters.

Misconception: parent-does-the-work
"""
import multiprocessing


def nothing():
    pass


def show(number):
    crew = [multiprocessing.Process(target=nothing) for _ in range(number)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()


def row_filter(image, width, height, func, processes=2):
    if not width or not height:
        return b""
    show(processes)
    rows = []
    for begin in range(0, len(image), width):
        row = func(image[begin : begin + width])
        if len(row) != width:
            raise ValueError("a row of another length")
        rows.append(row)
    return b"".join(rows)
