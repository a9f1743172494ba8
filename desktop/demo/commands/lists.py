"""The commands that answer a whole short list."""

from desktop.demo import catalogue, records, store
from desktop.demo.call import Call, Inputs, Result, needed_number


def types(_call: Call, _inputs: Inputs) -> Result:
    """The complete list, replacing an earlier one (documented)."""
    return {"types": list(catalogue.TYPES)}


def maingroups(_call: Call, _inputs: Inputs) -> Result:
    """Without the group the user may not look into (inferred)."""
    return {"maingroups": list(catalogue.MAINGROUPS)}


def roles(_call: Call, _inputs: Inputs) -> Result:
    return {"customer_roles": list(catalogue.ROLES)}


def subscriptions(call: Call, inputs: Inputs) -> Result:
    customer_id = needed_number(inputs, "customerid")
    found = store.visible_records_of(call.db, "subscription", customer_id)
    return {"subscriptions": [records.subscription(doc, call) for doc in found]}
