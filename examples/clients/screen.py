#!/usr/bin/env python3
"""Asks a running service (highfence serve) for verdicts. Needs nothing but Python.

usage: screen.py TRANSACTION.json ...

Releases nothing that was not screened: any status but 200, and any answer without a verdict, holds
the document.
"""

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("HIGHFENCE_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("HIGHFENCE_KEY")


def screen(document: bytes) -> dict:
    headers = {"Content-Type": "application/json"}
    if KEY:
        headers["Authorization"] = f"Bearer {KEY}"
    request = urllib.request.Request(f"{URL}/v1/screen", data=document, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def main() -> int:
    held = 0
    for path in sys.argv[1:]:
        try:
            with open(path, "rb") as file:
                answer = screen(file.read())
            verdict, release = answer["verdict"], answer["release"]
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            verdict, release = f"NOT SCREENED: {problem['detail']}", False
        except (OSError, KeyError, ValueError) as error:
            verdict, release = f"NOT SCREENED: {error}", False
        held += not release
        print(f"{path}: {'release' if release else 'HOLD'}: {verdict}")
    return 1 if held else 0


if __name__ == "__main__":
    sys.exit(main())
