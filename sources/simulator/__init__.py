"""A seeded generator of provinces in the contract's form, with rings, honest hubs, noise and truth.

Everybody in it is made up. The rates come from ``rates``, the ways in which people are sent abroad from
``modi``; ``world.simulate`` puts a world together and ``world.write`` lays it down as files.
"""
