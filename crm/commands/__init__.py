"""The commands of python -m crm."""
