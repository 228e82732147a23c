"""`help`: the guide for staff, made ready for a browser: a Markdown file opens nowhere by itself."""

import sys
from html import escape
from pathlib import Path

from engine.texts import bridge as texts
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.mail import write_whole
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.version import product_version

_GUIDE = "handleiding.md"
_STYLE = (
    "body{font:11pt/1.5 Calibri,Carlito,sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#222}"
    "h1,h2,h3{color:#1F4E79}table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.3em .6em;"
    "text-align:left;vertical-align:top}th{background:#1F4E79;color:#fff}img{max-width:100%}"
    "pre,code{background:#f3f3f3}pre{padding:.6em;overflow:auto}blockquote{border-left:3px solid #C55A11;"
    "margin-left:0;padding-left:1em}"
)


def help_(_request: Request, progress: Progress) -> Answer:
    """Open the guide of this version."""
    return Answer(Kind.OPEN, token=str(guide_page(progress.mailbox)))


def guide_page(mailbox: Mailbox) -> Path:
    """The guide as a page in the user's local folder; its pictures stay where the program is."""
    from markdown_it import MarkdownIt

    source = docs_folder() / _GUIDE
    if not source.is_file():
        raise texts.no_guide(docs_folder())
    body = MarkdownIt("commonmark").enable("table").render(source.read_text("utf-8"))
    base = escape(source.parent.as_uri() + "/")
    page = (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>Rekenbureau: handleiding</title>'
        f'<base href="{base}"><style>{_STYLE}</style><body>{body}</body></html>\n'
    )
    target = mailbox.root / f"handleiding-{product_version()}.html"
    write_whole(target, page.encode())
    return target


def docs_folder() -> Path:
    """`docs`: beside the packages, also in the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).parents[2]) / "docs"
