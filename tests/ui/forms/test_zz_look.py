from tests.ui.forms.test_new_customer import *
from desktop.ui import texts, theme
import os
def test_look(desk, opened, qtbot):
    lang=os.environ.get("LOOK","en"); texts.load(lang)
    hansen = desk.hansen(vat="12345674", address="Nygade 1", zip="7100")
    parent = desk.read(desk.server.patch_customer(name="Vejle Boligforening", zip="7100", city="Vejle", country="DK", invoiceaddress="Torvet 1", invoicezip="7100", ourreference=4, maingroupid=1)["id"])
    desk.copy.fill([hansen, parent])
    form = opened(Selected(id=parent.id, parent_id=CustomerId(0), name=parent.name))
    form.type_into("name", "Hansen A/S")
    form.type_into("customernumber", "H-1")
    form.type_into("phone", "22222222")
    qtbot.waitUntil(lambda: form.button("update_owner").isVisible())
    qtbot.wait(600)
    print(form.widget.size())
    form.widget.grab().save(f"/tmp/scratch/looks_i3_new_{lang}.png")
    form.type_into("customernumber", "H-2")
    qtbot.wait(600)
    form.widget.grab().save(f"/tmp/scratch/looks_i3_new2_{lang}.png")
    texts.load("en")
