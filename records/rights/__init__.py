"""Who may do what, where and for what purpose; the context in which a transaction acts."""
