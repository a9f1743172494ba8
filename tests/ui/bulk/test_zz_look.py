"""Looks."""

import os

if os.environ.get("LOOK_SCALE"):
    os.environ["QT_SCALE_FACTOR"] = os.environ["LOOK_SCALE"]
from pathlib import Path
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QCheckBox
from desktop.ui import texts, theme
from desktop.ui.bulk.strip import CascadeStrip
from tests.helpers.desk import open_desk
from tests.ui.bulk.conftest import BulkDesk
from tests.ui.bulk.test_wiring import add

OUT = Path("/tmp/scratch/bulklooks")
LANG = os.environ.get("LOOK_LANG", "en")
TAG = os.environ.get("LOOK_TAG", "light")
NEW = "22222222"


def dark():
    if "dark" not in TAG:
        return
    p = QPalette()
    R = QPalette.ColorRole
    for role, c in (
        (R.Window, "#2b2b2b"),
        (R.WindowText, "#e8e8e8"),
        (R.Base, "#232323"),
        (R.AlternateBase, "#2f2f2f"),
        (R.Text, "#e8e8e8"),
        (R.Button, "#3a3a3a"),
        (R.ButtonText, "#e8e8e8"),
        (R.Highlight, "#3d7cc9"),
        (R.HighlightedText, "#ffffff"),
        (R.PlaceholderText, "#909090"),
        (R.ToolTipBase, "#333333"),
        (R.ToolTipText, "#eeeeee"),
    ):
        p.setColor(role, QColor(c))
    QApplication.setPalette(p)


def shot(w, n):
    QApplication.processEvents()
    w.grab().save(str(OUT / f"{TAG}-{n}.png"))


def test_sheet(request, qapp, server, qtbot, messages, until, tmp_path):
    texts.load(LANG)
    dark()
    d = BulkDesk(server=server, folder=tmp_path, qtbot=qtbot, messages=messages, until=until)
    d.server.patch_customer(d.houses[1], phone=NEW)
    d.copy.hear(*d.until(d.client.get_customer_by_id(d.houses[1])).records)
    d.child(QCheckBox, "bulk_tick_email").click()
    d.type_into("phone", NEW)
    d.child(QCheckBox, "bulk_clear_city").click()
    shot(d.sheet, "1fields")
    d.child(QCheckBox, "bulk_tick_email").click()
    d.preview()
    shot(d.sheet, "2preview")
    d.server.patch_customer(d.houses[0], phone="33333333")
    d.server.faults(
        {
            "command": "CreateUpdateCustomerByID",
            "kind": "refuse",
            "message": "Du har ikke rettigheder",
            "times": -1,
            "where": {"customer.id": d.houses[2]},
        }
    )
    d.press("run")
    d.wait(lambda: not d.sheet.batch.is_running)
    qtbot.wait(200)
    shot(d.sheet, "3result")
    d.server.clear_faults()
    d.server.faults({"command": "*", "kind": "close_before", "times": -1})
    d.press("again")
    qtbot.wait(2500)
    d.wait(lambda: not d.sheet.batch.is_running)
    qtbot.wait(200)
    shot(d.sheet, "4away")
    d.press("undo")
    qtbot.wait(300)
    shot(d.sheet, "5undo")
    server.clear_faults()
    until(d.close())
    texts.load("en")
    QApplication.setPalette(QPalette())


def test_window(server, qtbot, until, tmp_path):
    texts.load(LANG)
    dark()
    parent = server.patch_customer(name="Aaa Foreningen", phone="11111111")["id"]
    kids = server.plant(
        [
            {
                "name": f"Hus {n}",
                "parentcust": parent,
                "phone": "11111111",
                "zip": "7100",
                "city": "Vejle",
            }
            for n in range(3)
        ]
    )
    server.patch_customer(kids[0]["id"], phone="99999999")
    server.plant(
        [
            {"name": f"Lejlighed {n}", "parentcust": kids[1]["id"], "phone": "11111111"}
            for n in range(3)
        ]
    )
    d = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path)
    dark()
    d.window.resize(1300, 850)
    d.wait(lambda: d.has_row("Aaa Foreningen"))
    d.select("Aaa Foreningen")
    d.trigger("expand_branch")
    d.wait(lambda: d.has_row("Hus 2", d.row("Aaa Foreningen")))
    for n in ("Hus 0", "Hus 2"):
        add(d, d.row(n, d.row("Aaa Foreningen")))
    d.show_tab("related")
    box = d.find(QComboBox, "children_field")
    box.setCurrentIndex(box.findData("phone"))
    d.find(QComboBox, "children_reach").setCurrentIndex(1)
    p = until(d.session.browse.customer(parent))
    until(d.session.edits.save(p, {"phone": NEW}))
    qtbot.wait(1500)
    shot(d.window, "6window")
    d.window.resize(900, 620)
    qtbot.wait(300)
    shot(d.window, "7narrow")
    until(d.close())
    texts.load("en")
    QApplication.setPalette(QPalette())
