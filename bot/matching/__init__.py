"""From words to candidates: stems, concepts, spelling repair, one deterministic weighting.

`Index.build` weighs the phrases of one language once; `Index.candidates` scores a question, and
every score is a sum of named parts, so `explain` can show why.
"""
