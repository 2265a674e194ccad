"""Both pickle first, then swap slices in turns; a duplex pipe leads home."""
import multiprocessing
import pickle

SLICE = 32_768


def swap(gift, conn, home, foreign, mine_first):
    for end in foreign:
        end.close()
    data, got = pickle.dumps(gift), b""
    sizes = [len(data), None]

    def give(piece):
        conn.send_bytes(piece)

    if mine_first:
        conn.send(sizes[0])
        sizes[1] = conn.recv()
    else:
        sizes[1] = conn.recv()
        conn.send(sizes[0])
    for start in range(0, max(sizes), SLICE):
        if mine_first:
            give(data[start : start + SLICE])
            got += conn.recv_bytes()
        else:
            got += conn.recv_bytes()
            give(data[start : start + SLICE])
    home.send(pickle.loads(got))


def exchange(a, b):
    end_a, end_b = multiprocessing.Pipe()
    team, homes = [], []
    try:
        for gift, conn, other in [(a, end_a, end_b), (b, end_b, end_a)]:
            here, there = multiprocessing.Pipe()
            foreign = [other, here, *homes]
            args = (gift, conn, there, foreign, not team)
            team.append(multiprocessing.Process(target=swap, args=args))
            team[-1].start()
            there.close()
            homes.append(here)
        end_a.close()
        end_b.close()
        return homes[0].recv(), homes[1].recv()
    finally:
        for home in homes:
            home.close()
        for process in team:
            process.join()
