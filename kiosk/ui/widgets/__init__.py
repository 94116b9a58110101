"""Building blocks of every screen. They show and report; none of them holds the truth about an answer."""
