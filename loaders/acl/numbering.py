"""The Anthology's ids: old ones (P18-1001, W12-3601) pack volume and paper into four digits, new ones do not."""

from __future__ import annotations

from dataclasses import dataclass

from ...schema.external_ids import external_id


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one volume's papers are numbered: `record` is the volume's full id, `digits` the width of a paper's number.

    `prefix` stands before the number; `digits` is 0 in new ids.
    """

    record: str
    prefix: str
    digits: int

    def paper(self, number: str) -> str | None:
        """`P18-1001`, `W12-3601`, `2020.acl-main.1`; paper 0 is the front matter; None where `number` is none."""
        if not _is_number(number):
            return None
        written = str(int(number)).zfill(self.digits)
        return f"{self.prefix}{written}" if not self.digits or len(written) == self.digits else None


def volume_numbering(collection: str, volume: str) -> Numbering | None:
    """The numbering of a volume (`P18-1`, `W12-36`, `2020.acl-main`); None where the two parts make no volume id."""
    if "." in collection:
        record = f"{collection}-{volume}"
        numbering = Numbering(record, f"{record}.", 0)
    elif _is_number(volume):
        wide = collection[:1] == "W" or collection == "C69" or (collection == "D19" and int(volume) >= 5)
        record = f"{collection}-{int(volume):0{2 if wide else 1}d}"
        numbering = Numbering(record, record, 2 if wide else 3)
    else:
        return None
    return numbering if external_id("acl", numbering.paper("1")) else None


def collection_year(collection: str) -> int | None:
    """The year in a collection's id: 2020 of `2020.acl`, 1969 of `C69`, 2018 of `P18`."""
    digits = collection.partition(".")[0] if "." in collection else collection[1:]
    if not digits.isdecimal() or len(digits) not in (2, 4):
        return None
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= 60 else 2000
    return year


def _is_number(text: str) -> bool:
    return len(text) <= 6 and text.isdecimal()
