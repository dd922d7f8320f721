"""Cases by the Human Trafficking Case Data Standard 2.0 (HTCDS), so that a case can travel.

``fields-2.0.csv`` holds what we use of the standard's list of fields: © International Organization for Migration and
its partners, CC BY 4.0; nobody of them endorses this program. ``mapping`` says field by field what is what.
"""
