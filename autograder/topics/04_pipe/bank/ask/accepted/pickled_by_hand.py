"""Bytes on the way, pickled by hand; keyword arguments for the server."""
import multiprocessing
import pickle


def echo_server(conn, other):
    other.close()
    while True:
        try:
            data = conn.recv_bytes()
        except EOFError:
            return
        conn.send_bytes(pickle.dumps(pickle.loads(data)))


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo_server, kwargs={"conn": theirs, "other": mine})
    process.start()
    theirs.close()
    result = []
    try:
        for message in messages:
            mine.send_bytes(pickle.dumps(message))
            result.append(pickle.loads(mine.recv_bytes()))
    finally:
        mine.close()
        process.join()
    return result
