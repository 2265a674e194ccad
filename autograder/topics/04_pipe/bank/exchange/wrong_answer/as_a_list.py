"""The two things come back in a list.

Misconception: list-not-tuple
"""
import multiprocessing


def swap(gift, conn, home, unused, sends_first):
    for end in unused:
        end.close()
    if sends_first:
        conn.send(gift)
        got = conn.recv()
    else:
        got = conn.recv()
        conn.send(gift)
    home.send(got)


def exchange(a, b):
    end_a, end_b = multiprocessing.Pipe()
    processes, readers = [], []
    for gift, conn, other in ((a, end_a, end_b), (b, end_b, end_a)):
        reader, home = multiprocessing.Pipe(duplex=False)
        arguments = (gift, conn, home, [other, reader], conn is end_a)
        process = multiprocessing.Process(target=swap, args=arguments)
        process.start()
        home.close()
        processes.append(process)
        readers.append(reader)
    end_a.close()
    end_b.close()
    try:
        return [reader.recv() for reader in readers]
    finally:
        for reader in readers:
            reader.close()
        for process in processes:
            process.join()
