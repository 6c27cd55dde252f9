"""Jira Service Management: the CSV of a search, in the language of whoever exported it."""

from __future__ import annotations

import re

from etl.sources.format import Format

_COMMENTS = ("Comment", "Comentario", "Kommentar", "Commentaire", "Comentário", "Opmerking", "Reactie")
_TIME_SPENT = (
    "Time Spent", "Σ Time Spent", "Tiempo Trabajado", "Σ Tiempo empleado", "Zeitaufwand", "Temps passé", "Tempo gasto",
    "Bestede tijd",
)  # fmt: skip

JIRA = Format(
    name="jira",
    label="Jira Service Management requests",
    taxonomy="it_service_desk",
    required=(
        ("Summary", "Resumen", "Zusammenfassung", "Résumé", "Resumo", "Samenvatting"),
        (
            "Issue key", "Key", "Work item key", "Clave de incidencia", "Clave", "Vorgangsschlüssel", "Schlüssel",
            "Clé de ticket", "Clé", "Chave da item", "Chave do item", "Chave", "Issuesleutel", "Sleutel", "Itemcode",
        ),
        ("Created", "Creada", "Creado", "Erstellt", "Création", "Créé", "Créée", "Criado", "Criada", "Aangemaakt"),
        ("Status", "Estado", "État", "Statut", "Situação"),
    ),
    columns={
        "ticket_id": (
            "Issue key", "Work item key", "Key", "Clave de incidencia", "Clave", "Vorgangsschlüssel", "Schlüssel",
            "Clé de ticket", "Clé", "Chave da item", "Chave do item", "Chave", "Issuesleutel", "Sleutel", "Itemcode",
        ),
        "subject": ("Summary", "Resumen", "Zusammenfassung", "Résumé", "Resumo", "Samenvatting"),
        "body": ("Description", "Descripción", "Beschreibung", "Descrição", "Beschrijving", "Omschrijving"),
        "created_at": (
            "Created", "Creada", "Creado", "Erstellt", "Création", "Créé", "Créée", "Criado", "Criada", "Aangemaakt",
        ),
        "solved_at": (
            "Resolved", "Resuelta", "Resuelto", "Erledigt", "Gelöst", "Résolu", "Résolue", "Résolution le", "Resolvido",
            "Resolvida", "Opgelost",
        ),
        "updated_at": (
            "Updated", "Actualizada", "Actualizado", "Aktualisiert", "Mise à jour", "Mis à jour", "Atualizado",
            "Atualizada", "Bijgewerkt",
        ),
        "status": ("Status", "Estado", "État", "Statut", "Situação"),
        "priority": ("Priority", "Prioridad", "Priorität", "Priorité", "Prioridade", "Prioriteit"),
        "channel": ("Request channel type", "Channel", "Source"),
        "team": (
            "Team", "Assigned team", "Support group", "Assignment group", "Equipo", "Équipe", "Equipe", "Component/s",
            "Components", "Componentes", "Komponenten", "Composants", "Onderdelen",
        ),
        "agent": (
            "Assignee", "Persona asignada", "Responsable", "Zugewiesene Person", "Bearbeiter", "Personne assignée",
            "Responsável", "Toegewezen aan",
        ),
        "requester": (
            "Reporter", "Informador", "Autor", "Melder", "Rapporteur", "Relator", "Indiener", "Creator", "Creador",
        ),
        "order_ref": ("Order number", "Order ID", "Order", "Customer order"),
        "product": ("Product", "Product categorization", "Affected product"),
        "tags": ("Labels", "Etiquetas", "Stichwörter", "Étiquettes", "Etiquetas", "Categorieën"),
        "reason": (
            "Contact reason", "Reason", "Request Type", "Customer Request Type", "Tipo de solicitud",
            "Operational categorization", "Issue Type", "Work type", "Tipo de Incidencia", "Vorgangstyp",
            "Type de ticket", "Tipo de item", "Issuetype",
        ),
        "satisfaction": (
            "Satisfaction rating", "Satisfaction", "Calificación de satisfacción", "Zufriedenheitsbewertung",
            "Note de satisfaction", "Classificação de satisfação", "Tevredenheidsbeoordeling",
        ),
        "language": ("Request language", "Language"),
        "handle_minutes": _TIME_SPENT,
    },
    typical=(
        "Issue id", "Project key", "Project name", "Project type", "Project lead", "Project lead id",
        "Project description", "Resolution", "Assignee Id", "Reporter Id", "Creator", "Creator Id", "Last Viewed",
        "Due date", "Votes", "Watchers", "Watchers Id", "Original estimate", "Remaining Estimate", "Time Spent",
        "Work Ratio", "Σ Original Estimate", "Σ Remaining Estimate", "Σ Time Spent", "Security Level", "Environment",
        "Attachment", "Log Work", "Status Category", "Status Category Changed", "Parent", "Parent summary",
        "ID de la incidencia", "Clave del proyecto", "Nombre del proyecto", "Tipo de proyecto",
        "Responsable del proyecto", "ID del responsable del proyecto", "Descripción del proyecto", "Resolución",
        "ID de la persona asignada", "ID del informador", "Creador", "ID del creador", "Vista por Última Vez",
        "Fecha de vencimiento", "Votos", "Entorno", "Interesados", "ID de los interesados", "Estimación original",
        "Trabajo restante estimado", "Tiempo Trabajado", "Relación de trabajo", "Σ Estimación original",
        "Σ Trabajo restante estimado", "Σ Tiempo empleado", "Nivel de Seguridad", "Categoría de estado",
        "Categoría de estado cambiada", *_COMMENTS,
    ),
    text_is_optional=True,
    date_hint="dmy",
    in_seconds=_TIME_SPENT,
    custom_field=re.compile(
        r"(?:Custom field|Campo personalizado|Benutzerdefiniertes Feld|Champ personnalisé|Aangepast veld) \((.+)\)",
        re.IGNORECASE,
    ),
    joins_repeated=True,
    lists_of_texts=_COMMENTS,
)  # fmt: skip
