"""Documents and folders of the invented customers; pictures are drawn when asked for."""

from collections.abc import Iterator, Mapping

from desktop.demo import catalogue
from desktop.demo.store import Doc
from desktop.demo.world.clerk import Clerk, Row

_PDF, _JPEG = "application/pdf", "image/jpeg"

# folder, title, file name, motif
_ESTATE: tuple[Row, ...] = (
    ("Tegninger/Stue", "Plan, stueetage", "plan-stue.pdf", "plan"),
    ("Tegninger/1. sal", "Plan, 1. sal", "plan-1-sal.pdf", "plan"),
    ("Tegninger/2. sal", "Plan, 2. sal", "plan-2-sal.pdf", "plan"),
    ("Tegninger/Kælder", "Plan, kælder", "plan-kaelder.pdf", "plan"),
    ("Fotos", "Facade mod gården", "facade-gaard.jpg", "facade"),
    ("Fotos", "Facade mod vejen", "facade-vej.jpg", "facade"),
    ("Fotos", "Tag efter storm", "tag-storm.jpg", "roof"),
    ("Fotos", "Legeplads", "legeplads.jpg", "green"),
    ("Fotos/Varmecentral", "Kedel 1", "kedel-1.jpg", "boiler"),
    ("Fotos/Varmecentral", "Hovedmåler varme", "hovedmaaler.jpg", "meter"),
    ("Fotos/Varmecentral", "Eltavle, kælder", "eltavle.jpg", "panel"),
    ("Kontrakter", "Serviceaftale varme", "serviceaftale-varme.pdf", "page"),
    ("Kontrakter", "Aftale om snerydning", "snerydning.pdf", "page"),
    ("Rapporter", "Energimærke", "energimaerke.pdf", "page"),
    ("Rapporter", "Tilstandsrapport tag", "tilstand-tag.pdf", "roof"),
    ("", "Beboerinformation", "beboerinfo.pdf", "page"),
)
_BLOCK: tuple[Row, ...] = (
    ("Tegninger", "Snit", "snit.pdf", "plan"),
    ("Fotos", "Facade", "facade.jpg", "facade"),
    ("Fotos", "Tag og skotrende", "skotrende.jpg", "roof"),
    ("Fotos", "Måler, koldt vand", "vandmaaler.jpg", "meter"),
    ("", "Eltavle", "eltavle.jpg", "panel"),
)
_STAIRWELL: tuple[Row, ...] = (
    ("", "Opgang, stuen", "opgang.jpg", "stairs"),
    ("", "Målerskab", "maalerskab.jpg", "panel"),
    ("Fotos", "Fugt ved loft", "fugt-loft.jpg", "damp"),
)
_FLAT: tuple[Row, ...] = (
    ("Syn/Indflytning", "Indflytningsrapport", "indflytning.pdf", "page"),
    ("Syn/Fraflytning", "Fraflytningsrapport", "fraflytning.pdf", "page"),
    ("Fotos", "Fugtskade, badeværelse", "fugt-bad.jpg", "damp"),
    ("Fotos", "Varmemåler", "varmemaaler.jpg", "meter"),
    ("Fotos", "Gasfyr", "gasfyr.jpg", "boiler"),
    ("", "Lejekontrakt", "lejekontrakt.pdf", "page"),
    ("", "Plantegning", "plantegning.pdf", "plan"),
)
_OFFICE: tuple[Row, ...] = (
    ("Kontrakter", "Rammeaftale", "rammeaftale.pdf", "page"),
    ("Kontrakter", "Databehandleraftale", "databehandler.pdf", "page"),
    ("Kontrakter/Bilag", "Prisliste", "prisliste.pdf", "page"),
    ("Fotos", "Hovedindgang", "hovedindgang.jpg", "facade"),
    ("Fotos", "Udearealer", "udearealer.jpg", "green"),
    ("Fotos", "Teknikrum", "teknikrum.jpg", "boiler"),
    ("", "Nøgleliste", "noegleliste.pdf", "page"),
)
# papers to choose from, at least, at most, share of customers that have any
_HABITS: Mapping[int, tuple[tuple[Row, ...], int, int, float]] = {
    catalogue.ADMINISTRATOR: (_OFFICE, 3, 7, 1.0),
    catalogue.ASSOCIATION: (_OFFICE, 3, 7, 1.0),
    catalogue.ESTATE: (_ESTATE, 8, 16, 1.0),
    catalogue.BLOCK: (_BLOCK, 2, 5, 0.9),
    catalogue.STAIRWELL: (_STAIRWELL, 1, 3, 0.5),
    catalogue.FLAT: (_FLAT, 1, 5, 0.25),
    catalogue.MUNICIPALITY: (_OFFICE, 2, 5, 1.0),
    catalogue.INSTITUTION: (_OFFICE, 1, 5, 0.7),
    catalogue.COMPANY: (_OFFICE, 1, 4, 0.6),
    catalogue.CRAFTSMAN: (_OFFICE[:3], 1, 2, 0.3),
}
_NOTHING: tuple[tuple[Row, ...], int, int, float] = ((), 0, 0, 0.0)


def of_customer(clerk: Clerk, customer: Doc) -> Iterator[Row]:
    papers, at_least, at_most, share = _HABITS.get(int(str(customer["typeid"])), _NOTHING)
    if not papers or clerk.chance.random() > share:
        return
    chosen = sorted(clerk.pick(papers, at_least, at_most))
    yield from _folders(clerk, customer, [str(folder) for folder, *_rest in chosen])
    for paper in chosen:
        yield clerk.record("document", _document(clerk, customer, paper))


def _folders(clerk: Clerk, customer: Doc, paths: list[str]) -> Iterator[Row]:
    """Each folder once, and each above it."""
    made: dict[str, int] = {"": 0}
    for path in paths:
        steps = path.split("/") if path else []
        for depth, title in enumerate(steps, start=1):
            here, above = "/".join(steps[:depth]), "/".join(steps[: depth - 1])
            if here not in made:
                fields = {"title": title, "path": here, "parentid": made[above]}
                row = clerk.record("folder", fields | {"customerid": customer["id"]})
                made[here] = clerk.count("folder")
                yield row


def _document(clerk: Clerk, customer: Doc, paper: Row) -> Doc:
    folder, title, filename, motif = paper
    draw = clerk.chance.random
    is_photo = str(filename).endswith(".jpg")
    created = 3 + int(draw() * 1400)
    return {
        "customerid": customer["id"],
        "title": title,
        "filename": filename,
        "folder": folder,
        "onxnet": int(draw() < 0.2),
        "tags": [1 + int(draw() * 5)] if is_photo and draw() < 0.4 else [],
        "createdate": clerk.day(-created),
        "createtime": clerk.time(),
        "userid": 2 + int(draw() * 5),
        # Plausible only: the bytes are drawn when somebody opens the document.
        "size": int((900_000 if is_photo else 60_000) * (0.6 + draw() * 3)),
        "mimetype": _JPEG if is_photo else _PDF,
        "_picture": f"{motif}:{int(draw() * 100_000)}",
    }
