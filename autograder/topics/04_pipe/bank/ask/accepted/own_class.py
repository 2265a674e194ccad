"""The server is a class of its own; echo_server is what it runs."""
from multiprocessing import Pipe, Process


def echo_server(conn, other):
    other.close()
    try:
        for message in iter(conn.recv, StopAsyncIteration):
            conn.send(message)
    except EOFError:
        print("the asker has gone")


class Server(Process):
    def __init__(self):
        super().__init__(name="echo")
        self.mine, self.theirs = Pipe()

    def run(self):
        echo_server(self.theirs, self.mine)

    def answer(self, message):
        self.mine.send(message)
        return self.mine.recv()


def ask(messages):
    server = Server()
    server.start()
    server.theirs.close()
    try:
        return list(map(server.answer, messages))
    finally:
        server.mine.close()
        server.join()
