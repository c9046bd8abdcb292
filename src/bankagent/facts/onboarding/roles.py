"""Roles of parties in a case, and those that facts ask for."""

# The party id under which facts and evidence have the client itself.
CLIENT = "client"
CHANNELS_LIKE = "branch, online or introducer"
# Of a trust these are beneficial owners whatever they hold (FATF Recommendation 25).
OF_A_TRUST = ("settlor", "trustee", "protector", "beneficiary")
# Of these each must be named; a protector is not in every trust.
EACH_OF_A_TRUST = ("settlor", "trustee", "beneficiary")
SENIOR_MANAGER = "senior_manager"
