"""The list of rooms: a room whose tables, routes or jobs exist is named here, in one line each."""

from sqlalchemy import MetaData

from inventorysync.analysis import models as analysis_models
from inventorysync.analysis import routes as analysis_routes
from inventorysync.audit import models as audit_models
from inventorysync.backups import models as backup_models
from inventorysync.billing import models as billing_models
from inventorysync.billing import routes as billing_routes
from inventorysync.bins import models as bin_models
from inventorysync.bins import routes as bin_routes
from inventorysync.catalog import models as catalog_models
from inventorysync.costing import bill_models, bill_routes, month_routes
from inventorysync.costing import models as costing_models
from inventorysync.costing import routes as costing_routes
from inventorysync.farewell import models as farewell_models
from inventorysync.farewell import routes as farewell_routes
from inventorysync.grid import as_of_routes
from inventorysync.grid import models as grid_models
from inventorysync.grid import routes as grid_routes
from inventorysync.imports import models as import_models
from inventorysync.imports import routes as import_routes
from inventorysync.kit.db import Base
from inventorysync.kit.queue import models as job_models
from inventorysync.labels import routes as label_routes
from inventorysync.locations import models as location_models
from inventorysync.ops import browser_reports, vitals
from inventorysync.ops import routes as ops_routes
from inventorysync.people import (
    account_routes,
    first_step_routes,
    passkey_routes,
    sign_in_routes,
)
from inventorysync.people import models as people_models
from inventorysync.people import routes as people_routes
from inventorysync.people import (
    rule_routes as sign_in_rule_routes,
)
from inventorysync.periods import models as period_models
from inventorysync.privacy import models as privacy_models
from inventorysync.purchasing import file_routes as order_file_routes
from inventorysync.purchasing import letter_routes, line_routes, receipt_routes, score_routes
from inventorysync.purchasing import models as purchasing_models
from inventorysync.purchasing import routes as purchasing_routes
from inventorysync.recovery import models as recovery_models
from inventorysync.recovery import routes as recovery_routes
from inventorysync.replays import models as replay_models
from inventorysync.replays import routes as replay_routes
from inventorysync.replenishment import models as replenishment_models
from inventorysync.replenishment import routes as replenishment_routes
from inventorysync.replenishment import rule_routes
from inventorysync.reports import routes as report_routes
from inventorysync.sales import accuracy_routes, event_routes
from inventorysync.sales import models as sales_models
from inventorysync.sales import routes as sales_routes
from inventorysync.shops import models as shop_models
from inventorysync.shops import routes as shop_routes
from inventorysync.stock import (
    change_set_routes,
    file_routes,
    item_routes,
    order_routes,
    proof_routes,
    search_routes,
)
from inventorysync.stock import models as stock_models
from inventorysync.stock import routes as stock_routes
from inventorysync.stocktakes import count_routes, past_routes, schedule_routes
from inventorysync.stocktakes import models as stocktake_models
from inventorysync.stocktakes import routes as stocktake_routes
from inventorysync.suppliers import file_routes as supplier_file_routes
from inventorysync.suppliers import models as supplier_models
from inventorysync.suppliers import routes as supplier_routes
from inventorysync.sync import drift_routes
from inventorysync.sync import models as sync_models
from inventorysync.sync import routes as sync_routes
from inventorysync.transfers import models as transfer_models
from inventorysync.transfers import routes as transfer_routes
from inventorysync.transfers import shipment_routes

MODELS = (
    job_models,
    audit_models,
    shop_models,
    billing_models,
    people_models,
    catalog_models,
    location_models,
    bin_models,
    supplier_models,
    period_models,
    stock_models,
    transfer_models,
    purchasing_models,
    costing_models,
    bill_models,
    sales_models,
    replenishment_models,
    replay_models,
    analysis_models,
    sync_models,
    privacy_models,
    grid_models,
    import_models,
    stocktake_models,
    farewell_models,
    backup_models,
    recovery_models,
)
API_ROUTERS = (
    shop_routes.router,
    billing_routes.router,
    people_routes.router,
    sign_in_routes.router,
    account_routes.router,
    passkey_routes.router,
    sign_in_rule_routes.router,
    first_step_routes.router,
    report_routes.router,
    stock_routes.router,
    change_set_routes.router,
    proof_routes.router,
    search_routes.router,
    supplier_routes.router,
    supplier_routes.item_router,
    supplier_file_routes.router,
    purchasing_routes.item_router,
    file_routes.router,
    costing_routes.router,
    costing_routes.item_router,
    month_routes.router,
    sales_routes.item_router,
    event_routes.router,
    accuracy_routes.router,
    bill_routes.router,
    rule_routes.router,
    replenishment_routes.router,
    replenishment_routes.item_router,
    replay_routes.router,
    analysis_routes.router,
    item_routes.router,
    transfer_routes.router,
    shipment_routes.router,
    score_routes.router,
    purchasing_routes.router,
    receipt_routes.router,
    line_routes.router,
    letter_routes.router,
    letter_routes.rules_router,
    order_file_routes.router,
    order_file_routes.logo_router,
    order_routes.router,
    grid_routes.router,
    as_of_routes.router,
    import_routes.router,
    bin_routes.router,
    stocktake_routes.router,
    count_routes.router,
    past_routes.router,
    schedule_routes.router,
    label_routes.router,
    sync_routes.router,
    drift_routes.router,
    farewell_routes.router,
    recovery_routes.router,
    ops_routes.job_router,
    vitals.router,
)
ROOT_ROUTERS = (ops_routes.router, browser_reports.router)


def metadata() -> MetaData:
    """All tables of all rooms."""
    return Base.metadata
