"""What the module `echo` imports."""


def loud(text):
    return text.upper()
