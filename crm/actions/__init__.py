"""What a person can do: (snapshot, what was typed) -> ChangeSet. Rules only; the store carries them out."""

from crm.actions import contacts, follow_ups, interactions, sales, satisfaction, settings

__all__ = ["contacts", "follow_ups", "interactions", "sales", "satisfaction", "settings"]
