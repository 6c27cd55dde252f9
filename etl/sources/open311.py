"""Service requests of cities: Boston's open data, Open311 (GeoReport v2) and New York's export."""

from __future__ import annotations

from etl.sources.format import Format

OPEN311 = Format(
    name="open311",
    label="Open311 service requests",
    required=(
        ("case_enquiry_id", "service_request_id", "Unique Key"),
        ("open_dt", "requested_datetime", "Created Date"),
        ("case_title", "service_name", "service_code", "Complaint Type"),
    ),
    columns={
        "ticket_id": ("case_enquiry_id", "service_request_id", "Unique Key"),
        "subject": ("case_title", "service_name", "Complaint Type"),
        "body": ("description", "Descriptor", "reason"),
        "created_at": ("open_dt", "requested_datetime", "Created Date"),
        "solved_at": ("closed_dt", "Closed Date"),
        "updated_at": ("updated_datetime", "Resolution Action Updated Date"),
        "status": ("case_status", "Status"),
        "channel": ("Source", "Open Data Channel Type"),
        "team": ("Department", "agency_responsible", "Agency", "Agency Name", "queue"),
        "product": ("type", "service_code"),
        "reason": ("reason", "service_name", "Complaint Type"),
    },
    typical=(
        "target_dt", "sla_target_dt", "OnTime_Status", "on_time", "closure_reason", "subject", "neighborhood",
        "location_zipcode", "submittedphoto", "closedphoto", "location", "fire_district", "pwd_district",
        "city_council_district", "police_district", "neighborhood_services_district", "ward", "precinct",
        "location_street_name", "latitude", "longitude", "status_notes", "expected_datetime", "address", "address_id",
        "zipcode", "lat", "long", "media_url", "Due Date", "Resolution Description", "Borough", "Location Type",
    ),
    taxonomy="public_services",
    date_hint="mdy",
)  # fmt: skip
"""The department that acts is known to the city alone; who calls speaks of the title and the reason."""
