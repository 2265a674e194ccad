"""Under fork the reader has a copy of the writing end, although the parent closed its own.

pattern: pipe-end-left-open
methods: fork
says: The parent, Process-1, `source`, `sink`
"""

import multiprocessing


def read_all(source):
    found = 0
    try:
        while True:
            found += source.recv()  # waits
    except EOFError:
        return


def main():
    source, sink = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=read_all, args=(source,))
    process.start()
    source.close()
    for number in range(5):
        sink.send(number)
    sink.close()
    process.join()  # waits
