"""What the file of a paper is called, without its ending."""

import re


def file_name(kind: str, number: str) -> str:
    return f"{kind}-{re.sub('[^a-zA-Z0-9]', '-', number)}"
