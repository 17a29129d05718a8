"""Prints who is online, live, until it is interrupted."""

import contextlib
import os
import threading

import rollcall


def show(transition: rollcall.Transition) -> None:
    print("+" if transition.online else "-", transition.user, flush=True)


def main() -> None:
    endpoint = os.environ.get("ROLLCALL_ENDPOINT", "http://127.0.0.1:50051")
    with (
        rollcall.Client(endpoint, token=os.environ.get("ROLLCALL_TOKEN")) as client,
        client.online("domains/-", show) as online,
    ):
        online.wait_live()
        threading.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
