"""Check digits of ids: ORCID (ISO 7064 MOD 11-2), ROR (MOD 97-10 over Crockford base32)."""

from __future__ import annotations

_CROCKFORD = {digit: value for value, digit in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}


def orcid_is_valid(value: str) -> bool:
    """Whether `0000-0002-1825-0097`'s last digit fits the others."""
    digits = value.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))


def ror_is_valid(value: str) -> bool:
    """Whether the last two digits of `03yez3163` fit the six before."""
    number = 0
    for digit in value[1:7]:
        number = number * 32 + _CROCKFORD[digit]
    return int(value[7:]) == 98 - number * 100 % 97
