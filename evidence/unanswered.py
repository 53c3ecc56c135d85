"""What could not be found out."""


class Unanswered(Exception):
    """Okta or the service gave no answer to go by: the message names the subject, what was said and the next step."""
