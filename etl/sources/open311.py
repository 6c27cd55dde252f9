"""Service requests of cities: Open311 (GeoReport v2), and what cities of North America publish.

Known are Boston, New York, Chicago, San Francisco, Los Angeles and Toronto, which gives no ids.
"""

from __future__ import annotations

from etl.sources.format import Format

OPEN311 = Format(
    name="open311",
    label="Open311 service requests",
    required=(
        ("case_enquiry_id", "service_request_id", "Unique Key", "SR_NUMBER", "SRNumber", "CaseID", "Division"),
        ("open_dt", "requested_datetime", "Created Date", "CreatedDate", "Opened", "Creation Date"),
        (
            "case_title", "service_name", "service_code", "Complaint Type", "SR_TYPE", "RequestType", "Request Type",
            "Service Request Type",
        ),
    ),
    columns={
        "ticket_id": ("case_enquiry_id", "service_request_id", "Unique Key", "SR_NUMBER", "SRNumber", "CaseID"),
        "subject": (
            "case_title", "service_name", "Complaint Type", "SR_TYPE", "Request Details", "RequestType", "Request Type",
            "Service Request Type",
        ),
        "body": ("description", "Descriptor", "reason"),
        "created_at": ("open_dt", "requested_datetime", "Created Date", "CreatedDate", "Opened", "Creation Date"),
        "solved_at": ("closed_dt", "Closed Date", "ClosedDate", "Closed"),
        "updated_at": (
            "updated_datetime", "Resolution Action Updated Date", "LAST_MODIFIED_DATE", "UpdatedDate", "Updated",
        ),
        "status": ("case_status", "Status"),
        "channel": ("Source", "Open Data Channel Type", "ORIGIN", "RequestSource"),
        "team": (
            "Department", "agency_responsible", "Agency", "Agency Name", "queue", "OWNER_DEPARTMENT",
            "Responsible Agency", "Owner", "Division",
        ),
        "product": ("type", "service_code"),
        "reason": (
            "reason", "service_name", "Complaint Type", "SR_TYPE", "Category", "RequestType", "Request Type",
            "Service Request Type",
        ),
    },
    typical=(
        "target_dt", "sla_target_dt", "OnTime_Status", "on_time", "closure_reason", "subject", "neighborhood",
        "location_zipcode", "submittedphoto", "closedphoto", "location", "fire_district", "pwd_district",
        "city_council_district", "police_district", "neighborhood_services_district", "ward", "precinct",
        "location_street_name", "latitude", "longitude", "status_notes", "expected_datetime", "address", "address_id",
        "zipcode", "lat", "long", "media_url", "Due Date", "Resolution Description", "Borough", "Location Type",
        "SR_SHORT_CODE", "CREATED_DEPARTMENT", "STREET_ADDRESS", "CITY", "STATE", "ZIP_CODE", "STREET_NUMBER",
        "STREET_NAME",
        "STREET_DIRECTION", "STREET_TYPE", "COMMUNITY_AREA", "POLICE_SECTOR", "POLICE_BEAT", "PRECINCT",
        "LEGACY_RECORD",
        "LEGACY_SR_NUMBER", "PARENT_SR_NUMBER", "DUPLICATE", "SANITATION_DIVISION_DAYS", "CREATED_HOUR",
        "CREATED_DAY_OF_WEEK", "CREATED_MONTH", "X_COORDINATE", "Y_COORDINATE", "Incident Zip", "Incident Address",
        "Cross Street 1", "Cross Street 2", "Community Board", "Park Facility Name", "Facility Type", "Landmark",
        "Supervisor District", "Police District", "Point", "Status Notes", "ActionTaken", "ServiceDate",
        "AddressVerified",
        "ApproximateAddress", "CD", "CDMember", "NC", "NCName", "PolicePrecinct", "MobileOS", "Anonymous", "AssignTo",
        "CreatedByUserOrganization", "Section", "First 3 Chars of Postal Code", "Intersection Street 1",
        "Intersection Street 2",
    ),
    taxonomy="public_services",
    may_lack_ids=True,
    date_hint="mdy",
)  # fmt: skip
"""Only the city knows the department that acts; a caller describes the title and the reason."""
