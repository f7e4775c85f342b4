"""How an e-mail looks: styles stand on each element, because mail programs drop everything else.

Colours meet WCAG 2.2 AA on white; programs in dark mode turn them round themselves.
"""

from __future__ import annotations

INK, SOFT, ACCENT, EDGE, GROUND = "#16211f", "#4c5a57", "#0b5e63", "#d3dad8", "#eef3f2"

BODY = f"margin:0;padding:0;background:#ffffff;color:{INK}"
MAIN = "max-width:600px;margin:0 auto;padding:16px;font:{}px/1.5 Arial,Helvetica,sans-serif;overflow-wrap:anywhere"
PRINT, LARGE_PRINT = 16, 24
"""Sizes of letters, px. Large print is from 16 point (21 px) on: the smallest text below is 21 px then."""
TEXT = "margin:0 0 16px"
STRONG = "margin:0 0 8px;font-weight:bold"
HEADING = "margin:0 0 12px;font-size:1.25em;line-height:1.3"
QUOTE = f"margin:0 0 16px;padding:8px 16px;background:{GROUND};border-left:4px solid {ACCENT}"
SMALL = f"margin:0 0 12px;font-size:.875em;color:{SOFT}"
TABLE = "margin:0 0 16px;border-collapse:collapse"
CAPTION = "text-align:left;font-weight:bold;padding:0 0 4px"
LABEL = f"text-align:left;vertical-align:top;font-weight:normal;color:{SOFT};padding:2px 16px 2px 0"
VALUE = "vertical-align:top;padding:2px 0"
LIST = "margin:0 0 16px;padding:0 0 0 24px"
ITEM = "margin:0 0 8px"
IMAGE = "max-width:100%;height:auto;border:0"
LINE = f"border:0;border-top:1px solid {EDGE};margin:16px 0"
LINK = f"color:{ACCENT};text-decoration:underline"
BUTTON = (
    f"display:inline-block;margin:0 0 8px;padding:10px 18px;border:1px solid {ACCENT};border-radius:6px;"
    f"background:{ACCENT};color:#ffffff;text-decoration:none"
)
