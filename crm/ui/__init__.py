"""How it looks: everything that speaks to Streamlit. No rule and no cell name lives here."""
