"""A volume that was bound for a desk: written whole or not at all, and logged as printed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from djdesk.reports.kit.feet import Stamp
from djdesk.reports.kit.volume import Binding, Volume, write_volume
from djdesk.services import printing
from djdesk.services.desk import Desk
from djdesk.services.progress import SILENT, Progress


def bind_and_log(
    desk: Desk,
    report_id: str,
    whole: Volume,
    choice: Mapping[str, object],
    path: Path,
    *,
    progress: Progress = SILENT,
) -> Binding:
    """Bind `whole` into the file `path` and log it under `report_id` with what was chosen.

    The digest that is logged is that of the digests of all parts. Raises what `write_volume` and
    reading the parts raise; then nothing is logged.
    """
    binding = write_volume(whole, path, stamp=Stamp(desk.today()), progress=progress)
    words = "".join(part.digest for part in binding.parts)
    printing.log(
        desk,
        printing.Printed(
            report_id,
            whole.title,
            desk.today(),
            binding.pages,
            hashlib.sha256(words.encode()).hexdigest(),
            printing.PDF,
            1,
            {"choice": choice},
        ),
    )
    return binding
