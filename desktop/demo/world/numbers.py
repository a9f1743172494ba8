"""Numbers with a check digit, and telephone numbers nobody has."""

import random

_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def cvr(chance: random.Random) -> str:
    """A company number whose weighted sum is divisible by 11, from a range not given out."""
    while True:
        first = f"9{int(chance.random() * 1_000_000):06}"
        rest = sum(w * int(c) for w, c in zip(_CVR_WEIGHTS, first, strict=True)) % 11
        if rest == 0:
            return first + "0"
        if rest != 1:  # 11 - 1 would need two digits
            return first + str(11 - rest)


def ean(chance: random.Random) -> str:
    """A Danish EAN-13 location number with its check digit."""
    first = f"57900{int(chance.random() * 10_000_000):07}"
    total = sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(first))
    return first + str(-total % 10)


def phone(chance: random.Random) -> str:
    """Eight digits that begin as no subscriber's number does."""
    digits = f"1{3 + int(chance.random() * 6)}{int(chance.random() * 1_000_000):06}"
    return f"{digits[:2]} {digits[2:4]} {digits[4:6]} {digits[6:]}"
