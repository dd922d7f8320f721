"""The workbench: pages made on the server, for the people who work here.

``routes`` answer, ``templates`` say how it looks, ``catalogues`` hold the words, ``static`` the style and the small
islands of script. Every page works without script; no page asks another host for anything.
"""
