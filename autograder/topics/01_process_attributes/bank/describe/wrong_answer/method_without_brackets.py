"""The learner believes that all five facts are attributes, is_alive as well.

Misconception: method-not-called
"""


def describe(process):
    facts = {}
    for key, attribute in [
        ("name", "name"),
        ("pid", "pid"),
        ("alive", "is_alive"),
        ("daemon", "daemon"),
        ("exitcode", "exitcode"),
    ]:
        facts[key] = getattr(process, attribute)
    return facts
