"""How far the team is with its aims."""

from crm.ui.guard import page

page("viewer")
