"""What a file's container says before anything is decoded: where it ends, how large it claims to be.

Decoders are lenient: they ignore what follows the end and mend what is broken. These checks are not, and they
run before a decoder sees a byte. All of it is Python over ``bytes``: a lie in a header costs an exception.
"""
