"""Salesforce: the object Case, from the weekly data export, a data loader or a report."""

from __future__ import annotations

from etl.sources.format import Format

SALESFORCE = Format(
    name="salesforce",
    label="Salesforce cases",
    required=(
        ("CaseNumber", "Case Number", "Guid", "Id", "Case ID"),
        ("Origin", "Case Origin", "Date/Time Opened"),
        ("Status",),
        ("IsEscalated", "SuppliedEmail", "SuppliedName", "IsClosed", "Escalated", "Date/Time Opened", "Case Owner"),
    ),
    columns={
        "ticket_id": ("CaseNumber", "Case Number", "Id", "Case ID", "Guid"),
        "subject": ("Subject",),
        "body": ("Description",),
        "created_at": ("CreatedDate", "Created Date", "Date/Time Opened", "Opened Date"),
        "solved_at": ("ClosedDate", "Closed Date", "Date/Time Closed"),
        "updated_at": ("LastModifiedDate", "SystemModstamp", "Last Modified Date"),
        "status": ("Status",),
        "priority": ("Priority",),
        "channel": ("Origin", "Case Origin"),
        "team": ("Owner.Name", "Case Owner", "Owner Name", "Queue"),
        "agent": ("Case Owner Alias", "Owner.Alias", "OwnerId"),
        "requester": ("SuppliedEmail", "Contact Email", "ContactId", "Contact Name", "AccountId", "Account Name"),
        "order_ref": ("Order__c", "Order_Number__c", "OrderNumber__c"),
        "product": ("Product__c", "Product.Name", "Product", "ProductId", "AssetId"),
        "reason": ("Reason", "Case Reason", "Type", "Case Type"),
        "language": ("Language", "Language__c"),
    },
    typical=(
        "IsDeleted", "MasterRecordId", "SourceId", "EntitlementId", "BusinessHoursId", "ParentId", "SuppliedPhone",
        "SuppliedCompany", "CurrencyIsoCode", "IsClosedOnCreate", "SlaStartDate", "SlaExitDate", "IsStopped",
        "StopStartDate", "CreatedById", "LastModifiedById", "ServiceContractId", "EventsProcessedDate", "Comments",
        "EngineeringReqNumber__c", "PotentialLiability__c", "SLAViolation__c", "Age", "Open", "Closed",
    ),
    missing=frozenset({"#N/A", "000000000000000AAA", "000000000000000"}),
)  # fmt: skip
