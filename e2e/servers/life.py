"""What the servers in Python share: their arguments, and when they end."""

import argparse
import os
import signal
import sys
import threading

NAME = "demo"
PASSWORD = "watch-the-time"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, help="a folder for the database")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--access", type=int, default=60, help="seconds an access token lives")
    parser.add_argument("--refresh", type=int, default=600, help="seconds a refresh token lives")
    args = parser.parse_args()
    args.data = os.path.abspath(args.data)
    os.makedirs(args.data, exist_ok=True)
    return args


def end_with_stdin():
    """Ends this server when nobody holds its stdin any more: a killed test leaves none behind."""

    def wait():
        # Not sys.stdin: its lock would still be held when Python ends.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def ready(port):
    print(f"ready http://127.0.0.1:{port}", file=sys.__stdout__, flush=True)
