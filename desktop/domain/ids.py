"""The ids of Microbizz, each a type of its own so that none is taken for another."""

from typing import NewType

CustomerId = NewType("CustomerId", int)
DocumentId = NewType("DocumentId", int)
FolderId = NewType("FolderId", int)
SubscriptionId = NewType("SubscriptionId", int)
CustomerTypeId = NewType("CustomerTypeId", int)
CustomerRoleId = NewType("CustomerRoleId", int)
MaingroupId = NewType("MaingroupId", int)
DepotOrderLineId = NewType("DepotOrderLineId", int)
ProcedureId = NewType("ProcedureId", int)
ImageTagId = NewType("ImageTagId", int)

NO_CUSTOMER = CustomerId(0)
"""`parentcust` at the top level (inferred), and the id that creates a customer (documented)."""
