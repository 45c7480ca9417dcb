"""What EC2 refuses: its code, and a sentence."""


class Fault(Exception):
    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
