"""What the sheet Start here of a new workbook says: half a page of guide, and a playbook to begin with."""

GUIDE_TITLE, PLAYBOOK_TITLE = "Start here", "How we do it"
SHEETS_HEAD, PLAYBOOK_HEAD = ("Sheet", "What stands there"), ("When", "What we do")
GUIDE = (
    "This workbook is your record of people. Type, sort and filter as you like, here or in Kith; both show the same.",
    "White cells are yours to type in. Grey ones are filled by Kith; please leave them as they are.",
    "Rest the pointer on a heading to see what belongs below it. The button + above the columns opens the rarer ones.",
    "New columns are welcome: add them on the right, and Kith shows them too. New rows need no ID; Kith adds it.",
    "Words to choose from stand in the sheet Lists, everything else that can be changed in the sheet Settings.",
)
PLAYBOOK = (
    ("Somebody calls or comes in", "Note it the same day, in one line."),
    ("We promise something", "Write a follow-up with a day and a name."),
    ("Somebody is unhappy", "Call them within two days, and note what you agreed."),
)
