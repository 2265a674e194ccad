import multiprocessing


def echo_server(conn, other):
    """Answer every message with itself until the asker has closed."""
    other.close()
    try:
        while True:
            try:
                message = conn.recv()
            except (EOFError, ConnectionResetError):
                return
            try:
                conn.send(message)
            except (BrokenPipeError, ConnectionResetError):
                return  # nobody is there any more to hear it
    finally:
        conn.close()


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    try:
        server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
        server.start()
    except BaseException:
        mine.close()
        raise
    finally:
        theirs.close()

    answers = []
    try:
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
