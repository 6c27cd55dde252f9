"""Jira Service Management: the CSV of a search, in the language of the person who exported it."""

from __future__ import annotations

from etl.sources.column_names import CUSTOM_FIELD
from etl.sources.format import Format

_COMMENTS = ("Comment", "Comentario", "Kommentar", "Commentaire", "Comentário", "Opmerking", "Reactie", "Commento")
_TIME_SPENT = (
    "Time Spent", "Σ Time Spent", "Tiempo Trabajado", "Σ Tiempo empleado", "Zeitaufwand", "Temps passé", "Tempo gasto",
    "Bestede tijd", "Benötigte Zeit", "Σ Benötigte Zeit", "Temps consacré", "Tiempo dedicado", "Tempo gasto",
    "Tempo impiegato",
)  # fmt: skip

JIRA = Format(
    name="jira",
    label="Jira Service Management requests",
    taxonomy="it_service_desk",
    required=(
        ("Summary", "Resumen", "Zusammenfassung", "Résumé", "Resumo", "Samenvatting", "Riepilogo"),
        (
            "Issue key", "Key", "Work item key", "Clave de incidencia", "Clave", "Vorgangsschlüssel", "Schlüssel",
            "Clé de ticket", "Clé", "Chave da item", "Chave do item", "Chave", "Issuesleutel", "Sleutel", "Itemcode",
            "Chiave ticket", "Chiave segnalazione", "Chiave",
        ),
        (
            "Created", "Creada", "Creado", "Erstellt", "Création", "Créé", "Créée", "Criado", "Criada", "Aangemaakt",
            "Creato", "Data creazione",
        ),
        ("Status", "Estado", "État", "Statut", "Situação", "Stato"),
    ),
    columns={
        "ticket_id": (
            "Issue key", "Work item key", "Key", "Clave de incidencia", "Clave", "Vorgangsschlüssel", "Schlüssel",
            "Clé de ticket", "Clé", "Chave da item", "Chave do item", "Chave", "Issuesleutel", "Sleutel", "Itemcode",
            "Chiave ticket", "Chiave segnalazione", "Chiave",
        ),
        "subject": ("Summary", "Resumen", "Zusammenfassung", "Résumé", "Resumo", "Samenvatting", "Riepilogo"),
        "body": (
            "Description", "Descripción", "Beschreibung", "Descrição", "Beschrijving", "Omschrijving", "Descrizione",
        ),
        "created_at": (
            "Created", "Creada", "Creado", "Erstellt", "Création", "Créé", "Créée", "Criado", "Criada", "Aangemaakt",
            "Creato", "Data creazione",
        ),
        "solved_at": (
            "Resolved", "Resuelta", "Resuelto", "Erledigt", "Gelöst", "Résolu", "Résolue", "Résolution le", "Resolvido",
            "Resolvida", "Resolvido(a)", "Opgelost", "Risolto",
        ),
        "updated_at": (
            "Updated", "Actualizada", "Actualizado", "Aktualisiert", "Mise à jour", "Mis à jour", "Atualizado",
            "Atualizada", "Atualizado(a)", "Bijgewerkt", "Aggiornato",
        ),
        "status": ("Status", "Estado", "État", "Statut", "Situação", "Stato"),
        "priority": ("Priority", "Prioridad", "Priorität", "Priorité", "Prioridade", "Prioriteit", "Priorità"),
        "channel": ("Request channel type", "Channel", "Source"),
        "team": (
            "Team", "Assigned team", "Support group", "Assignment group", "Equipo", "Équipe", "Equipe", "Component/s",
            "Components", "Componentes", "Komponenten", "Composants", "Onderdelen",
        ),
        "agent": (
            "Assignee", "Persona asignada", "Responsable", "Zugewiesene Person", "Bearbeiter", "Personne assignée",
            "Responsável", "Toegewezen aan", "Assegnatario",
        ),
        "requester": (
            "Reporter", "Informador", "Autor", "Melder", "Rapporteur", "Relator", "Indiener", "Segnalante", "Creator",
            "Creador",
        ),
        "order_ref": ("Order number", "Order ID", "Order", "Customer order"),
        "product": ("Product", "Product categorization", "Affected product"),
        "tags": ("Labels", "Etiquetas", "Stichwörter", "Étiquettes", "Categorieën", "Etichette"),
        "reason": (
            "Contact reason", "Reason", "Request Type", "Customer Request Type", "Tipo de solicitud",
            "Operational categorization", "Issue Type", "Work type", "Tipo de Incidencia", "Vorgangstyp",
            "Type de ticket", "Tipo de item", "Issuetype", "Tipo ticket", "Tipo segnalazione",
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
    custom_field=CUSTOM_FIELD,
    joins_repeated=True,
    lists_of_texts=_COMMENTS,
)  # fmt: skip
