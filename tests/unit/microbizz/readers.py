"""One command of each kind, for tests that try all readers."""

from datetime import date, time

from desktop.domain.ids import CustomerId
from desktop.domain.sending import FileToAdd, PhotoToAdd
from desktop.microbizz import commands

CUSTOMER = CustomerId(7)
DAY = date(2024, 2, 29)
HOUR = time(6, 5, 4)

EVERY_COMMAND = (
    commands.echo("x"),
    commands.get_customer_by_id(CUSTOMER),
    commands.get_customers_by_parent_id(CUSTOMER),
    commands.get_customer_by_customer_number("007"),
    commands.get_customer_by_name("Ventu"),
    commands.get_parent_customers(CUSTOMER),
    commands.create_update_customer_by_id({"id": 0}),
    commands.create_update_customer_by_customer_number({"customernumber": "007"}),
    commands.get_customers_by_last_change(DAY),
    commands.get_depot_order_lines_by_last_change(DAY),
    commands.get_procedures_by_last_change(DAY),
    commands.get_subscriptions_by_last_change_id(DAY),
    commands.get_documents_by_customer_id(CUSTOMER),
    commands.get_subscriptions_by_customer_id(CUSTOMER),
    commands.get_customer_types(),
    commands.get_customer_roles(),
    commands.get_maingroups(),
    commands.add_file_to_customer(FileToAdd(customer_id=CUSTOMER, filename="a.pdf")).command,
    commands.add_photo_to_customer(PhotoToAdd(customer_id=CUSTOMER)).command,
)
