"""A merchant who moves stock in Shopify's admin."""

from typing import Any
from uuid import uuid4

from e2e.system import CLIENT_ID, CLIENT_SECRET, System

SHOP = "inventorysync-demo.myshopify.com"
SCOPES = ["read_products", "read_inventory", "write_inventory", "read_locations", "read_orders"]
SCOPES += [f"{verb}_inventory_{noun}" for verb in ("read", "write") for noun in ("transfers", "shipments")]
SCOPES += ["write_inventory_shipments_received_items", "read_fulfillments", "read_returns"]
SCOPES += ["read_merchant_managed_fulfillment_orders"]
READY = """mutation T($input: InventoryTransferCreateAsReadyToShipInput!, $key: String!) {
  inventoryTransferCreateAsReadyToShip(input: $input) @idempotent(key: $key) {
    inventoryTransfer { id name } userErrors { code field message } } }"""
CANCEL = """mutation C($id: ID!) {
  inventoryTransferCancel(id: $id) { inventoryTransfer { id } userErrors { code field message } } }"""
SHIP = """mutation S($input: InventoryShipmentCreateInput!, $key: String!) {
  inventoryShipmentCreateInTransit(input: $input) @idempotent(key: $key) {
    inventoryShipment { id name lineItems(first: 5) { nodes { id } } }
    userErrors { code field message } } }"""
RECEIVE = """mutation R($id: ID!, $rows: [InventoryShipmentReceiveItemInput!], $key: String!) {
  inventoryShipmentReceive(id: $id, lineItems: $rows) @idempotent(key: $key) {
    inventoryShipment { status } userErrors { code field message } } }"""


class Merchant:
    """Moves stock in Shopify's admin."""

    def __init__(self, system: System) -> None:
        self._system = system
        system.store("POST", "scopes", {"scopes": SCOPES})
        exchange = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": system.store("POST", "id-token", {})["id_token"],
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
            "expiring": "1",
        }
        answer = system.http.post(f"{system.store_url}/admin/oauth/access_token", json=exchange)
        self._token = answer.raise_for_status().json()["access_token"]

    def ask(self, mutation: str, **variables: Any) -> Any:
        if "$key" in mutation:
            variables["key"] = uuid4().hex
        payload = next(iter(self.read(mutation, **variables).values()))
        assert payload["userErrors"] == [], payload
        return payload

    def read(self, query: str, **variables: Any) -> Any:
        answer = self._system.http.post(
            f"{self._system.store_url}/admin/api/2026-10/graphql.json",
            headers={"X-Shopify-Access-Token": self._token, "Host": SHOP},
            json={"query": query, "variables": variables},
        ).json()
        return answer["data"]
