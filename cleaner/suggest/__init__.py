"""Find chrome that no rule takes yet, and draft rules for it. What is drafted is never applied: a human reads it first.

The story: ``pages`` reads documents as lines and tells running text from what stands around it; ``shapes`` sees what lines
have in common; ``mine`` weighs the evidence; ``stamps`` looks inside sentences; ``draft`` writes rule files. ``words`` knows
the vocabulary of pages and of speeches, ``speech`` the sentences that no rule may touch.
"""
