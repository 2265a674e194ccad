"""Each of the two waits for a goodbye of the other one; as daemons they are forgotten.

Misconception: swapper-never-ends
"""
import multiprocessing


keep = []


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
    conn.recv()


def exchange(a, b):
    end_a, end_b = multiprocessing.Pipe()
    processes, readers = [], []
    for gift, conn, other in ((a, end_a, end_b), (b, end_b, end_a)):
        reader, home = multiprocessing.Pipe(duplex=False)
        arguments = (gift, conn, home, [other, reader], conn is end_a)
        process = multiprocessing.Process(target=swap, args=arguments, daemon=True)
        process.start()
        home.close()
        processes.append(process)
        readers.append(reader)
    end_a.close()
    end_b.close()
    try:
        return tuple(reader.recv() for reader in readers)
    finally:
        for reader in readers:
            reader.close()
        keep.extend(processes)
