#!/usr/bin/env python3
"""How fast a server answers others while it is misused: idle and slow connections, monstrous queries, guessed logins.

    scripts/attack.py INDEX [--seconds 20]

Needs a release build. Everything runs on this machine and ends by itself. Prints the median time of a page before and
during the misuse, in milliseconds, and their ratio.
"""

import argparse
import http.client
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target/release/dateline"
IDLE, SLOW = 1500, 500
QUESTIONS = ["talks", "oil price", "bank", '"prime minister"', "trade deficit"]


def serve(index, accounts):
    command = [PROGRAM, "serve", "--index", index, "--listen", "127.0.0.1:0", "--auth", accounts]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if found := re.search(r"http://([0-9.]+):(\d+)", line):
            return server, (found.group(1), int(found.group(2)))
    sys.exit("the server did not start")


def ask(address, question, key):
    """The seconds that a page takes; each request has a connection of its own."""
    start = time.monotonic()
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", "/?q=" + urllib.parse.quote(question), headers={"Authorization": f"Bearer {key}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, answer.status
    return time.monotonic() - start


def usual(address, key, seconds):
    """The times of pages that one reader asks for, ten a second."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        times.append(ask(address, QUESTIONS[len(times) % len(QUESTIONS)], key))
        time.sleep(0.1)
    return times


def trickle(connections, over):
    """Sends a byte of a header that never ends on each connection, again and again."""
    while not over.is_set():
        for connection in connections:
            try:
                connection.send(b"x")
            except OSError:
                pass
        over.wait(1)


def misuse(address, key, over):
    """Monstrous queries, shapes of smuggled requests and guessed logins, one after the other."""
    queries = ["(" * 8000, "a* " * 5000, "~2 ".join(["abcdefgh"] * 1500), '"' * 16000, "-" * 16000]
    number = 0
    while not over.is_set():
        number += 1
        query = urllib.parse.quote(queries[number % len(queries)])[:30000]
        form = f"name=ann&password=guess{number}"
        smuggled = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        login = (
            "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n{form}"
        )
        for request in (f"GET /?q={query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n", smuggled, login):
            try:
                with socket.create_connection(address, timeout=30) as connection:
                    connection.sendall(request.encode())
                    connection.recv(1 << 16)
            except OSError:
                pass
        over.wait(0.05)


def password(name, *options):
    made = subprocess.run([PROGRAM, "password", name, *options], input="correct horse\n", capture_output=True, text=True)
    return made.stdout, made.stderr.strip().split(" ")[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as accounts:
        (ann, _), (line, key) = password("ann"), password("reader", "--key")
        accounts.write(ann + line)
        accounts.flush()
        server, address = serve(options.index, accounts.name)
        over = threading.Event()
        try:
            usual(address, key, 2)
            before = usual(address, key, options.seconds)
            connections = [socket.create_connection(address) for _ in range(IDLE + SLOW)]
            for connection in connections[:SLOW]:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            work = [(trickle, (connections[:SLOW], over)), *[(misuse, (address, key, over))] * 4]
            threads = [threading.Thread(target=run, args=given, daemon=True) for run, given in work]
            [thread.start() for thread in threads]
            during = usual(address, key, options.seconds)
        finally:
            over.set()
            alive = server.poll() is None
            server.terminate()
            server.wait()
    one, other = statistics.median(before) * 1000, statistics.median(during) * 1000
    worst = sorted(during)[len(during) * 99 // 100] * 1000
    print(f"pages before {len(before)}, median {one:.1f} ms; during {len(during)}, median {other:.1f} ms, p99 {worst:.1f} ms")
    print(f"ratio {other / one:.2f}; server up: {alive}")


if __name__ == "__main__":
    main()
