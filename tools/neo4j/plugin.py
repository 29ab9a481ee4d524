"""Graph Data Science beside the server: which settings of neo4j.conf let it in."""

import os
import re
from contextlib import suppress
from pathlib import Path

# Only jars that declare procedures: the server looks into every class of this folder.
_PROCEDURES = re.compile(r"org\.neo4j\.gds\.(proc-|cypher-aggregation-)")


def plugin_settings(folder: Path) -> list[str]:
    """The lines that a plugin needs whose jars lie in `folder`; those with procedures are linked into one below it."""
    procedures = folder / "procedures"
    procedures.mkdir(exist_ok=True)
    for jar in sorted(folder.glob("*.jar")):
        if _PROCEDURES.match(jar.name):
            with suppress(FileExistsError):  # an earlier start, or one at the same time
                os.link(jar, procedures / jar.name)
    return [f"server.directories.plugins={procedures}", "dbms.security.procedures.unrestricted=gds.*"]
