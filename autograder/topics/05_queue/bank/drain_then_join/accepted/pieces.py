"""Batches travel in pieces, with an end marker for each name."""

import multiprocessing

PIECE = 1 << 16


def child(make, name, size, q):
    try:
        batch = make(name, size)
        for start in range(0, len(batch), PIECE):
            q.put((name, batch[start : start + PIECE]))
        q.put((name, "complete"))
    except Exception:
        q.put((name, "failed"))


def drain_then_join(make, names, size):
    q = multiprocessing.Queue()
    team = [multiprocessing.Process(target=child, args=(make, n, size, q)) for n in names]
    for p in team:
        p.start()
    pieces = {name: [] for name in names}
    answer = {}
    while len(answer) < len(names):
        name, piece = q.get()
        if piece == "complete":
            answer[name] = b"".join(pieces[name])
        elif piece == "failed":
            answer[name] = None
        else:
            pieces[name].append(piece)
    for p in team:
        p.join()
    return answer
