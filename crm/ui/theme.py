"""The only stylesheet: what Streamlit's theme cannot say."""

import streamlit as st

_CSS = """<style>
button[data-selected='true'] p, [role='tab'][aria-selected='true'] p,
button[kind='tertiary']:is(:hover, :active, [aria-expanded='true']) {color: light-dark(#0f62a8, #85b8f8)}
button[kind='primary'] kbd {opacity: 1}
[role='spinbutton'] {display: inline-block; min-width: 24px; line-height: 24px; text-align: center}
.st-key-month_table table {table-layout: fixed !important; width: 100% !important}
.st-key-month_table td {vertical-align: top}
[class*='st-key-found'] [data-testid='stPageLink-NavLink']:not(:hover) {background: none}
[class*='st-key-found'] [data-testid='stPageLink-NavLink'] p {font-weight: 400}
[class*='st-key-found'] [data-testid='stCaptionContainer'] {padding-left: 2rem}
@media print {[data-testid='stSidebar'], [data-testid='stBottom'], [data-testid='stHeader'],
[class*='_below'] {display: none}}
</style>"""


def apply() -> None:
    """Once a run. No text of a sheet ever comes here."""
    st.html(_CSS)


def is_narrow() -> bool:
    """Whether the browser says that it is a phone's."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
