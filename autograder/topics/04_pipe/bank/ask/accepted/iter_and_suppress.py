"""The loop is hidden in iter() and a suppressed EOFError."""
import contextlib
import multiprocessing as mp


def echo_server(conn, other):
    other.close()
    with contextlib.suppress(EOFError):
        for message in iter(conn.recv, object()):
            conn.send(message)


class Server:
    def __enter__(self):
        self.conn, theirs = mp.Pipe(duplex=True)
        self.process = mp.Process(target=echo_server, args=(theirs, self.conn))
        self.process.start()
        theirs.close()
        return self.conn

    def __exit__(self, *error):
        self.conn.close()
        self.process.join()


def ask(messages):
    answers = []
    with Server() as conn:
        for message in messages:
            conn.send(message)
            answers.append(conn.recv())
    return answers
