"""The invented retailer: its causes of complaints, its catalogue, its teams and what befell it.

Hazelwick sells things for house and garden on its webshop, in its app and in a few stores. Department and issue
names are those of the shipped retail taxonomy; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

START = date(2025, 9, 1)
END = date(2026, 10, 31)
"""Last day of tickets; the export is made the morning after."""

SHOP = "Hazelwick"
SHOP_DOMAIN = "hazelwick.example.com"
FRONTLINE = "Customer Support"


@dataclass(frozen=True)
class Cause:
    """One way in which things go wrong.

    Attributes
    ----------
    department, issue
        Names of the retail taxonomy.
    weight
        Weight among the complaints of ordinary days.
    handoff
        Chance that the frontline hands the ticket to the department, 0 to 1.
    symptom
        Pool of texts that fit several causes, used where the customer can't know the cause.
    reason
        Contact reason that an agent with time would pick.
    """

    department: str
    issue: str
    weight: float
    handoff: float
    symptom: str
    reason: str


CAUSES = tuple(
    Cause(*row)
    for row in (
        ("Customer Support", "No answer", 30, 0.0, "service", "Complaint about service"),
        ("Customer Support", "Long wait on the line", 16, 0.0, "service", "Complaint about service"),
        ("Customer Support", "Call-back not kept", 16, 0.0, "service", "Complaint about service"),
        ("Customer Support", "Wrong information", 16, 0.0, "service", "Complaint about service"),
        ("Customer Support", "Rude treatment", 16, 0.0, "service", "Complaint about service"),
        ("Customer Support", "Several contacts needed", 16, 0.0, "service", "Complaint about service"),
        ("Logistics", "Late delivery", 110, 0.25, "waiting", "Delivery"),
        ("Logistics", "Parcel lost", 40, 0.45, "waiting", "Delivery"),
        ("Logistics", "Delivered to the wrong address", 25, 0.4, "waiting", "Delivery"),
        ("Logistics", "Damaged in transit", 50, 0.25, "broken", "Damaged"),
        ("Logistics", "Missed delivery slot", 30, 0.3, "waiting", "Delivery"),
        ("Logistics", "Tracking not updated", 30, 0.2, "waiting", "Delivery"),
        ("Logistics", "Courier behaviour", 16, 0.45, "service", "Delivery"),
        ("Warehouse", "Wrong item sent", 40, 0.3, "incomplete", "Wrong or missing item"),
        ("Warehouse", "Item missing from the parcel", 40, 0.4, "incomplete", "Wrong or missing item"),
        ("Warehouse", "Poor packaging", 16, 0.2, "broken", "Damaged"),
        ("Warehouse", "Return not processed", 50, 0.5, "money_back", "Return"),
        ("Warehouse", "Sold but not in stock", 35, 0.25, "waiting", "Delivery"),
        ("Webshop and IT", "Checkout fails", 25, 0.4, "ordering", "Website or app"),
        ("Webshop and IT", "Login fails", 25, 0.3, "ordering", "Account"),
        ("Webshop and IT", "App or site error", 20, 0.4, "ordering", "Website or app"),
        ("Webshop and IT", "Order not registered", 16, 0.45, "waiting", "Website or app"),
        ("Webshop and IT", "Wrong product data shown", 16, 0.35, "expectation", "Website or app"),
        ("Finance", "Refund late", 60, 0.5, "money_back", "Refund"),
        ("Finance", "Charged twice", 16, 0.6, "money_off", "Invoice or payment"),
        ("Finance", "Wrong amount charged", 20, 0.5, "money_off", "Invoice or payment"),
        ("Finance", "Invoice wrong or missing", 25, 0.4, "money_off", "Invoice or payment"),
        ("Finance", "Unjustified reminder", 16, 0.55, "money_off", "Invoice or payment"),
        ("Finance", "Gift card not accepted", 16, 0.4, "ordering", "Invoice or payment"),
        ("Buying and Quality", "Product defective", 50, 0.25, "broken", "Product"),
        ("Buying and Quality", "Poor quality", 25, 0.2, "expectation", "Product"),
        ("Buying and Quality", "Not as described", 20, 0.2, "expectation", "Product"),
        ("Buying and Quality", "Wrong size or fit", 16, 0.15, "expectation", "Product"),
        ("Buying and Quality", "Parts or manual missing", 22, 0.35, "incomplete", "Product"),
        ("Buying and Quality", "Warranty refused", 16, 0.5, "money_back", "Product"),
        ("Marketing", "Discount not applied", 30, 0.3, "money_off", "Discount or offer"),
        ("Marketing", "Misleading offer", 16, 0.35, "money_off", "Discount or offer"),
        ("Marketing", "Unwanted mailings", 16, 0.45, "service", "Account"),
        ("Marketing", "Loyalty points missing", 16, 0.35, "money_off", "Account"),
        ("Stores", "Collection not ready", 18, 0.35, "waiting", "Store"),
        ("Stores", "Return refused in store", 16, 0.35, "money_back", "Store"),
        ("Stores", "Staff in store", 16, 0.4, "service", "Store"),
        ("Stores", "Store price differs", 16, 0.3, "money_off", "Store"),
    )
)

REASONS = (
    "Account", "Cancellation", "Complaint about service", "Damaged", "Delivery", "Discount or offer",
    "Invoice or payment", "Other", "Product", "Refund", "Return", "Store", "Website or app", "Wrong or missing item",
)  # fmt: skip
"""The list that agents pick from, in the order in which the helpdesk shows it."""


@dataclass(frozen=True)
class Incident:
    """Something that went wrong for a while and raised some issues.

    Attributes
    ----------
    name, first, last
        What happened, and the days of contacts that it touched, both included.
    factors
        Issue to the factor by which its contacts rose.
    orders
        Factor on the orders of those days.
    product
        Product that it was about; empty for all.
    """

    name: str
    first: date
    last: date
    factors: dict[str, float]
    orders: float = 1.0
    product: str = ""


INCIDENTS = (
    Incident(
        "Carrier strike",
        date(2025, 12, 8),
        date(2025, 12, 21),
        {"Late delivery": 5, "Tracking not updated": 4, "Missed delivery slot": 4, "Parcel lost": 2,
         "No answer": 3, "Long wait on the line": 4},
    ),
    Incident(
        "Returns and refunds backlog after the holidays",
        date(2026, 1, 8),
        date(2026, 2, 1),
        {"Refund late": 2.5, "Return not processed": 3, "Several contacts needed": 2},
    ),
    Incident(
        "Spring campaign with faulty prices",
        date(2026, 3, 12),
        date(2026, 3, 20),
        {"Discount not applied": 12, "Misleading offer": 12, "Wrong amount charged": 4, "Store price differs": 5},
        orders=1.35,
    ),
    Incident(
        "Cracked garden chairs from one supplier",
        date(2026, 5, 11),
        date(2026, 6, 21),
        {"Product defective": 2.2, "Poor quality": 1.8, "Warranty refused": 2},
        product="Garden",
    ),
    Incident(
        "Webshop release that broke the checkout",
        date(2026, 6, 2),
        date(2026, 6, 6),
        {"Checkout fails": 22, "Order not registered": 12, "Charged twice": 10, "App or site error": 5},
        orders=0.6,
    ),
    Incident(
        "Telephone outage",
        date(2026, 8, 18),
        date(2026, 8, 20),
        {"Long wait on the line": 9, "No answer": 6, "Call-back not kept": 4},
    ),
)  # fmt: skip

TEAMS = {
    "Customer Support": ("Support Tier 1", "Support Tier 2"),
    "Logistics": ("Logistics", "Delivery"),
    "Warehouse": ("Warehouse", "Returns"),
    "Webshop and IT": ("IT", "Webshop"),
    "Finance": ("Finance", "Billing"),
    "Buying and Quality": ("Quality", "Buying"),
    "Marketing": ("Marketing", "CRM"),
    "Stores": ("Stores",),
}

AGENTS = {
    "Support Tier 1": (
        "Anouk Veldhoen", "Bram Oosterling", "Carlijn de Wael", "Daan Nijhoff", "Elif Karaman", "Femke Rooda",
        "Gijs Abbinga", "Hanna Lubbe", "Imane Boutaleb", "Joris Kemping", "Kim Steenvoort", "Lars Mulderink",
        "Maud Terwindt", "Noah Quist", "Olga Sertkova", "Pim Haverlag",
    ),
    "Support Tier 2": ("Roos Wijchgel", "Sven Tollenaar", "Tess Bruinewoud", "Umut Yaldiz"),
    "Logistics": ("Vera Zandkamp", "Wout Ellerman"),
    "Delivery": ("Xander Poll", "Yara Smeding"),
    "Warehouse": ("Zeno Harkes", "Aafke Liemers"),
    "Returns": ("Bas Tromper", "Cora Witvliet"),
    "IT": ("Dirk Holsman", "Esmee Grootveld"),
    "Webshop": ("Floor Aalders",),
    "Finance": ("Gerda Munk", "Hidde Sloterdam"),
    "Billing": ("Ilse Rompa",),
    "Quality": ("Jelle Fokking", "Karlijn Overdam"),
    "Buying": ("Luuk Sarfati",),
    "Marketing": ("Mila Coenraad",),
    "CRM": ("Niels Uddel",),
    "Stores": ("Pleun Dorresteijn", "Quinten Baars"),
}  # fmt: skip

DEPARTED = "Pim Haverlag"
"""Left in spring: the export shows the tickets under the team lead, the history still under the one who did them."""
DEPARTED_ON = date(2026, 4, 30)
TEAM_LEAD = "Anouk Veldhoen"

LANGUAGES = ("en", "nl", "de", "fr", "es")
LANGUAGE_SHARES = (0.64, 0.16, 0.09, 0.06, 0.05)

VIA = ("Mail", "Web form", "Chat", "Phone call (inbound)", "Facebook Private Message")
VIA_SHARES = (0.37, 0.21, 0.2, 0.18, 0.04)

SALES_CHANNELS = {"webshop": 0.58, "app": 0.29, "store pick-up": 0.13}
"""Named unlike the channels of contact, so that nobody divides e-mails by orders of a sales channel."""
