"""A plain loop with made-up codes.

Misconception: no-process-started
"""


def run_all(func, argslist):
    codes = []
    for args in argslist:
        try:
            func(*args)
            codes.append(0)
        except BaseException:
            codes.append(1)
    return codes
