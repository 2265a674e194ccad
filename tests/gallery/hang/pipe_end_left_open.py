"""The parent reads until EOFError, but has the writing end open itself.

pattern: pipe-end-left-open
says: The parent, `reader`, `writer`
"""

import multiprocessing


def send_all(writer):
    for number in range(3):
        writer.send(number)
    writer.close()


def main():
    reader, writer = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=send_all, args=(writer,))
    process.start()
    found = []
    while True:
        try:
            found.append(reader.recv())  # waits
        except EOFError:
            break
    process.join()
    return found
