"""Metrics for the operator, on a listener of their own that only exists when METRICS_PORT is set."""

from prometheus_client import Counter, Histogram, start_http_server

MOST_PROCESSES = 16

requests = Counter("porchlight_requests", "Answers of the web", ["surface", "status"])
request_seconds = Histogram(
    "porchlight_request_seconds",
    "From the first byte of a request to its answer",
    ["surface"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
tasks = Counter("porchlight_tasks", "Tasks performed", ["task", "outcome"])


def listen(host: str, port: int) -> int:
    """Serve this process's figures on the first free port from `port` on, and return it.

    Several processes of one machine thus stand side by side: a scraper is given the range.
    """
    for candidate in range(port, port + MOST_PROCESSES):
        try:
            start_http_server(candidate, host)
        except OSError:
            continue
        return candidate
    message = f"no free port for metrics between {port} and {port + MOST_PROCESSES - 1}"
    raise OSError(message)
