"""The commands of `bankagent`, one file each, and what they share."""
