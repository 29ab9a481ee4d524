"""Reads the Anthology's YAML with every scalar as text: `No` is a name here, not a truth value.

Built from the parser's events: no tags, no aliases (they can blow up), no recursion, and half the time of `yaml.load`.
"""

from __future__ import annotations

import yaml

from ...schema.errors import BadRecord

_DEEPEST = 32
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_yaml(file: str, data: bytes) -> object:
    """Lists, dicts and texts of a YAML file; BadRecord with file and line where it is none."""
    try:
        return _built(file, data)
    except yaml.MarkedYAMLError as error:
        raise BadRecord(f"{file}{_line(error.problem_mark)}: broken YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadRecord(f"{file}: broken YAML: {error}") from None


def _built(file: str, data: bytes) -> object:
    """A mapping grows as a flat list of keys and values and becomes a dict at its end."""
    open_nodes: list[list[object]] = [[]]
    for event in yaml.parse(data, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent):
            open_nodes[-1].append(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append([])
            if len(open_nodes) > _DEEPEST:  # the parser's time is quadratic in the depth
                raise BadRecord(f"{file}{_line(event.start_mark)}: nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            node = open_nodes.pop()
            is_mapping = isinstance(event, yaml.MappingEndEvent)
            open_nodes[-1].append(_mapping(node) if is_mapping else node)
        elif isinstance(event, yaml.AliasEvent):
            raise BadRecord(f"{file}{_line(event.start_mark)}: an alias, which the Anthology never uses")
    return open_nodes[0][0] if open_nodes[0] else None


def _mapping(node: list[object]) -> dict[str, object]:
    return {key: value for key, value in zip(node[::2], node[1::2], strict=True) if isinstance(key, str)}


def _line(mark: yaml.error.Mark | yaml._yaml.Mark | None) -> str:
    return f":{mark.line + 1}" if mark else ""
