"""One line a log entry, JSON or console, for every process. Secrets in paths are masked before they get here."""

import logging

import structlog


def set_up(log_format: str) -> None:
    """Send all logging, ours and the libraries', to standard error as `json` or `console`."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(repr_native_str=True)
        if log_format == "console"
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_colors, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "stripe", "urllib3", "postmarker", "arq", "tortoise", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _without_colors(_: object, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Uvicorn says everything twice, the second time in colors."""
    entry.pop("color_message", None)
    return entry
