"""The three stages of the lesson, terminate, join for a moment, kill, and close at the end."""

import multiprocessing


def run_with_timeout(func, args, seconds):
    courier = multiprocessing.Process(target=func, args=args, name="errand")
    courier.start()
    courier.join(seconds)
    if courier.is_alive():
        verdict = "timeout"
        courier.terminate()
        courier.join(0.3)
        if courier.is_alive():
            courier.kill()
        courier.join()
    else:
        verdict = "ok" if courier.exitcode == 0 else "error"
    courier.close()
    return verdict
