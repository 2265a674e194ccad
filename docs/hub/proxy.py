"""The hub's proxy: configurable-http-proxy, the one in Python, for a class that waits at once.

    browsers ──▶ this process ──▶ the hub, and a Jupyter server for each user

Every request of a browser is one that the proxy makes of a server. By itself it makes ten at a
time, lets the others queue, and answers 503 after 20 seconds: a server that starts on a busy
machine takes longer, and so does *Autograde* in formgrader or *Validate* in a notebook. Here no
request queues, and an answer may take as long as it takes, as with the proxy for Node.js.
"""

from configurable_http_proxy.cli import main
from tornado.httpclient import AsyncHTTPClient

# More than the open requests of a large class; the machine's limit on open files is reached first.
# Lower it and, beyond it, the requests of some wait for those of others.
REQUESTS = 10_000

if __name__ == "__main__":
    # 0 is no limit. A server that has died refuses the connection at once, which is told at once.
    no_limit = {"connect_timeout": 0, "request_timeout": 0}
    AsyncHTTPClient.configure(None, max_clients=REQUESTS, defaults=no_limit)
    main()
