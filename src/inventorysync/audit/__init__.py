"""The audit log: who changed which setting, role or document, with what it was before and after."""
