"""The dossier (*berkas informasi*): what is known about an alert on numbered pages that can be checked by a code.

It orders what agencies recorded; it is no evidence, and every page says so (*bukan alat bukti*).
"""
