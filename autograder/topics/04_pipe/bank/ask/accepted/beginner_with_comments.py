import multiprocessing


def echo_server(conn, other):
    # this end is not mine, I close it, or I never see the end
    other.close()
    while True:
        try:
            x = conn.recv()
            # give it back
            conn.send(x)
        except (EOFError, OSError):
            # the asker went home (OSError: without listening to my last answer)
            break
    conn.close()


def ask(messages):
    # 1. make the tube
    mine, theirs = multiprocessing.Pipe()
    # 2. start the server
    p = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    p.start()
    # 3. close what I gave away
    theirs.close()
    # 4. one question, one answer
    result = []
    i = 0
    try:
        while i < len(messages):
            mine.send(messages[i])
            answer = mine.recv()
            result.append(answer)
            i = i + 1
    finally:
        # 5. first close, then join! (closing is how the server hears that it is over)
        mine.close()
        p.join()
    return result
