"""Questions about who is the same: shown masked side by side, judged by people, withdrawn by another row."""
