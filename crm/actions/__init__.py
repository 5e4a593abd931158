"""What a person can do: (snapshot, what was typed) -> ChangeSet. Rules only; the store carries them out."""
