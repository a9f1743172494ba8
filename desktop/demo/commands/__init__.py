"""The commands by their exact names, one function each."""

from collections.abc import Mapping

from desktop.demo.call import Call, Command, Inputs, Result
from desktop.demo.coercion import Refused
from desktop.demo.commands import customers, documents, feeds, lists, saving


def echo(_call: Call, inputs: Inputs) -> Result:
    """Answer the text (documented)."""
    return {"answer": inputs.get("text", "")}


COMMANDS: Mapping[str, Command] = {
    "Echo": echo,
    "CreateUpdateCustomerByID": saving.by_id,
    "CreateUpdateCustomerByCustomerNumber": saving.by_number,
    "GetCustomerByID": customers.by_id,
    "GetCustomersByParentID": customers.by_parent,
    "GetCustomerByCustomerNumber": customers.by_number,
    "GetCustomerByName": customers.by_name,
    "GetParentCustomers": customers.parents,
    "GetCustomersByLastChange": feeds.customers,
    "GetDepotOrderLinesByLastChange": feeds.depot_lines,
    "GetProceduresByLastChange": feeds.procedures,
    "GetSubscriptionsBylastChangeID": feeds.subscriptions,
    "GetDocumentsByCustomerID": documents.of_customer,
    "AddFileToCustomer": documents.add_file,
    "AddPhotoToCustomer": documents.add_photo,
    "GetCustomerTypes": lists.types,
    "GetMaingroups": lists.maingroups,
    "GetCustomerRoles": lists.roles,
    "GetSubscriptionsByCustomerID": lists.subscriptions,
}


def run(call: Call, name: str, inputs: Inputs) -> Result:
    """Execute one command; names count letter for letter (documented)."""
    command = COMMANDS.get(name)
    if command is None or name in call.place.refused_feeds:
        raise Refused(f"Ukendt kommando (unknown command): {name}")
    return command(call, inputs)
