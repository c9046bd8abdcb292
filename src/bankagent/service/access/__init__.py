"""Access: keys identified and issued, and limits on what callers do at once."""
