"""What people then do: actions, referrals, cases, outcomes. May import detection and below."""
