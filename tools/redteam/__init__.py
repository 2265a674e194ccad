"""The red team: judges every attack of tests/redteam and says what it gained: `make redteam`.

    tests/redteam/<group>/<attack>.py   a student's module that attacks
    attacks.py ─▶ canaries.py ─▶ trial.py (here) and stock.py (a stock nbgrader) ─▶ report.py

Around each attack lie *canaries*: secrets with words of their own in the home directory, beside
the gradebook, in another submission, in the environment, and a server on the loopback. An attack
has failed only if none of the words comes back, nobody calls the server, no file outside changes,
no process is left, the verdict is a student's (never `grader_error`), and it comes in time.
"""
